/* Python objects from columns of values: what a line of Python for each would cost, once for all. */
#define PY_SSIZE_T_CLEAN
#include <Python.h>

#include "cosc.h"

#define MOST_SLOTS 32

typedef struct slots_s {
    Py_ssize_t count;
    PyObject *members[MOST_SLOTS]; /* borrowed */
    descrsetfunc set[MOST_SLOTS];
    PyObject *columns[MOST_SLOTS];
    int is_list[MOST_SLOTS];
} slots_t;

static int read_slots(slots_t *slots, PyObject *members, PyObject *columns)
{
    Py_ssize_t i;

    slots->count = PyTuple_Size(members);
    if (slots->count < 0 || slots->count > MOST_SLOTS || PyTuple_Size(columns) != slots->count) {
        return 0;
    }
    for (i = 0; i < slots->count; i++) {
        slots->members[i] = PyTuple_GetItem(members, i);
        slots->columns[i] = PyTuple_GetItem(columns, i);
        slots->is_list[i] = PyList_Check(slots->columns[i]);
        slots->set[i] = (descrsetfunc)(uintptr_t)PyType_GetSlot(Py_TYPE(slots->members[i]), Py_tp_descr_set);
        if (slots->set[i] == NULL) {
            return 0;
        }
    }
    return 1;
}

static PyObject *make_one(PyTypeObject *type, const slots_t *slots, Py_ssize_t row)
{
    PyObject *object = PyType_GenericAlloc(type, 0);
    Py_ssize_t i;

    for (i = 0; object != NULL && i < slots->count; i++) {
        PyObject *value = slots->is_list[i] ? PyList_GetItem(slots->columns[i], row) : slots->columns[i];

        if (value == NULL || slots->set[i](slots->members[i], object, value) != 0) {
            Py_DECREF(object);
            object = NULL;
        }
    }
    return object;
}

int cosc_make_objects(uintptr_t type, uintptr_t members, uintptr_t columns, uintptr_t made)
{
    PyGILState_STATE gil = PyGILState_Ensure();
    PyObject *list = (PyObject *)made;
    Py_ssize_t count = PyList_Size(list);
    Py_ssize_t row = 0;
    slots_t slots;

    if (read_slots(&slots, (PyObject *)members, (PyObject *)columns)) {
        for (; row < count; row++) {
            PyObject *object = make_one((PyTypeObject *)type, &slots, row);

            if (object == NULL) {
                break;
            }
            PyObject_GC_UnTrack(object);
            (void)PyList_SetItem(list, row, object);
        }
    }
    PyErr_Clear();
    PyGILState_Release(gil);
    return row == count;
}
