/* Circular lists. */

typedef struct cos_list_s {
    struct cos_list_s *next;
    struct cos_list_s *prev;
} cos_list_t;

void __cos_list_add(cos_list_t *list, cos_list_t *prev, cos_list_t *next);
void cos_list_add_tail(cos_list_t *list, cos_list_t *head);
void __cos_list_del(cos_list_t *prev, cos_list_t *next);
void cos_list_del(cos_list_t *entry);
int cos_list_empty(const cos_list_t *head);
void cos_list_movelist(cos_list_t *list, cos_list_t *new_list);
