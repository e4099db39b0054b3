/* libFuzzer: any bytes through the XML reader, with every table. What could be read must be
   possible to write (but for U+FFFE and U+FFFF, which the reader lets a server send), and
   reading that again must give the same text.

     cmake -S . -B build -DCMAKE_C_COMPILER=clang -DCOS_C_SDK_BUILD_FUZZERS=ON
     cmake --build build --target fuzz_xml && build/fuzz/fuzz_xml -max_total_time=60 */
#include <stdlib.h>
#include <string.h>

#include "cos_http_io.h"
#include "xml/documents.h"
#include "xml/documents_configuration.h"
#include "xml/read.h"
#include "xml/write.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static const cosi_xml_document_t *const documents[] = {
    &cosi_xml_service,          &cosi_xml_list_objects,    &cosi_xml_delete_request,  &cosi_xml_delete_result,
    &cosi_xml_copy_result,      &cosi_xml_restore_request, &cosi_xml_initiate_result, &cosi_xml_complete_request,
    &cosi_xml_complete_result,  &cosi_xml_list_parts,      &cosi_xml_list_uploads,
    &cosi_xml_acl,              &cosi_xml_cors,            &cosi_xml_domain,          &cosi_xml_intelligenttiering,
    &cosi_xml_inventory,        &cosi_xml_lifecycle,       &cosi_xml_list_inventory,  &cosi_xml_logging,
    &cosi_xml_referer,          &cosi_xml_replication,     &cosi_xml_tagging,         &cosi_xml_versioning,
    &cosi_xml_website
};

static void try_document(cos_pool_t *pool, const cosi_xml_document_t *document, const char *text, size_t size)
{
    void *out = apr_palloc(pool, document->size);
    char *first = NULL;
    char *second = NULL;
    size_t first_size = 0;
    size_t second_size = 0;

    int code;

    if (cosi_xml_read(pool, document, text, size, out) != COSE_OK) {
        return;
    }
    code = cosi_xml_write(pool, document, out, &first, &first_size);
    if (code == COSE_INVALID_ARGUMENT) {
        return;
    }
    if (code != COSE_OK || cosi_xml_read(pool, document, first, first_size, out) != COSE_OK ||
        cosi_xml_write(pool, document, out, &second, &second_size) != COSE_OK || first_size != second_size ||
        memcmp(first, second, first_size) != 0) {
        abort();
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static int ready;
    cos_pool_t *pool = NULL;
    char *copy;
    size_t i;

    if (!ready) {
        ready = cos_http_io_initialize(NULL, 0) == COSE_OK;
    }
    /* A block of just that size, so that the sanitizer sees a read past its end. */
    copy = malloc(size == 0 ? 1 : size);
    if (copy == NULL || apr_pool_create(&pool, NULL) != APR_SUCCESS) {
        abort();
    }
    if (size > 0) {
        memcpy(copy, data, size);
    }
    for (i = 0; i < sizeof(documents) / sizeof(documents[0]); i++) {
        try_document(pool, documents[i], copy, size);
    }
    apr_pool_destroy(pool);
    free(copy);
    return 0;
}
