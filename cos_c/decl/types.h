/* Types of apr, curl and Mini-XML that the SDK's headers use. */

typedef int... apr_size_t;
typedef int... apr_time_t;
typedef int... apr_status_t;
typedef int... apr_uint32_t;
typedef ... apr_file_t;
typedef ... apr_finfo_t;
typedef ... apr_time_exp_t;
typedef ... apr_queue_t;
typedef ... apr_thread_t;
typedef ... mxml_node_t;
typedef struct apr_pool_t apr_pool_t;
typedef struct apr_table_t apr_table_t;
typedef void CURL;
typedef apr_pool_t cos_pool_t;
typedef apr_table_t cos_table_t;
typedef struct {
    char *key;
    char *val;
    ...;
} cos_table_entry_t;
typedef struct {
    int nelts;
    ...;
} cos_array_header_t;
