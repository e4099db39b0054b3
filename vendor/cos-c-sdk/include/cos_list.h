/* A doubly linked, circular, intrusive list. */
#ifndef COS_C_SDK_LIST_H
#define COS_C_SDK_LIST_H

#include "cos_sys_define.h"

COS_CPP_START

typedef struct cos_list_s {
    struct cos_list_s *next;
    struct cos_list_s *prev;
} cos_list_t;

#define cos_list_head_init(name) { &(name), &(name) }

/* Make a head or node point to itself. */
#define cos_list_init(ptr) \
    do { \
        (ptr)->next = (ptr); \
        (ptr)->prev = (ptr); \
    } while (0)

static inline void __cos_list_add(cos_list_t *list, cos_list_t *prev, cos_list_t *next)
{
    next->prev = list;
    list->next = next;
    list->prev = prev;
    prev->next = list;
}

/* Put a node in front of `head`: at the end of the list that starts there. */
static inline void cos_list_add_tail(cos_list_t *list, cos_list_t *head)
{
    __cos_list_add(list, head->prev, head);
}

static inline void __cos_list_del(cos_list_t *prev, cos_list_t *next)
{
    next->prev = prev;
    prev->next = next;
}

/* Take a node out; it points to itself afterwards. */
static inline void cos_list_del(cos_list_t *entry)
{
    __cos_list_del(entry->prev, entry->next);
    cos_list_init(entry);
}

static inline int cos_list_empty(const cos_list_t *head)
{
    return head->next == head;
}

/* Hand all nodes of `list` over to `new_list` (whatever that held is forgotten); `list` is empty then. */
static inline void cos_list_movelist(cos_list_t *list, cos_list_t *new_list)
{
    if (cos_list_empty(list)) {
        cos_list_init(new_list);
        return;
    }
    new_list->next = list->next;
    new_list->prev = list->prev;
    new_list->next->prev = new_list;
    new_list->prev->next = new_list;
    cos_list_init(list);
}

#define cos_list_get_last(list, type, member) \
    (cos_list_empty(list) ? NULL : cos_list_entry((list)->prev, type, member))
#define cos_list_get_first(list, type, member) \
    (cos_list_empty(list) ? NULL : cos_list_entry((list)->next, type, member))
#define cos_list_entry(ptr, type, member) ((type *)(void *)((char *)(ptr) - offsetof(type, member)))

/* Forward over the structs of type `postp` that hold `member`; pos is the cursor. */
#define cos_list_for_each_entry(postp, pos, head, member) \
    for (pos = cos_list_entry((head)->next, postp, member); &pos->member != (head); \
         pos = cos_list_entry(pos->member.next, postp, member))

#define cos_list_for_each_entry_reverse(postp, pos, head, member) \
    for (pos = cos_list_entry((head)->prev, postp, member); &pos->member != (head); \
         pos = cos_list_entry(pos->member.prev, postp, member))

/* The same, and *pos may be taken out on the way; n looks ahead. */
#define cos_list_for_each_entry_safe(postp, pos, n, head, member) \
    for (pos = cos_list_entry((head)->next, postp, member), n = cos_list_entry(pos->member.next, postp, member); \
         &pos->member != (head); pos = n, n = cos_list_entry(n->member.next, postp, member))

#define cos_list_for_each_entry_safe_reverse(postp, pos, n, head, member) \
    for (pos = cos_list_entry((head)->prev, postp, member), n = cos_list_entry(pos->member.prev, postp, member); \
         &pos->member != (head); pos = n, n = cos_list_entry(n->member.prev, postp, member))

COS_CPP_END

#endif
