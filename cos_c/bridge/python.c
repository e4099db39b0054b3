/* One request from values of Python to values of Python: what some thirty steps of the interpreter and of
   cffi would do for each, in one. Functions of the module cos_c._native beside what cffi makes. */
#define PY_SSIZE_T_CLEAN
#include <Python.h>

#include <string.h>

#include "cosc.h"

#define USUAL_SIZE 2048          /* bytes of all words of most requests */
#define USUAL_URL 1024           /* bytes of most presigned ones */
#define LARGE_BODY (64LL * 1024) /* a larger one does not stay until the next request, which may be long in coming */

/* The words as cosc_execute takes them. */
typedef struct words_s {
    char *data;
    size_t size;
    size_t room;
    char usual[USUAL_SIZE];
} words_t;

static void words_init(words_t *words)
{
    words->data = words->usual;
    words->size = 0;
    words->room = sizeof(words->usual);
}

static void words_free(words_t *words)
{
    if (words->data != words->usual) {
        PyMem_Free(words->data);
    }
}

static int make_room(words_t *words, size_t size)
{
    size_t room = words->room;
    char *data;

    while (room - words->size < size) {
        room *= 2;
    }
    if (room == words->room) {
        return 1;
    }
    data = PyMem_Malloc(room);
    if (data == NULL) {
        PyErr_NoMemory();
        return 0;
    }
    memcpy(data, words->data, words->size);
    words_free(words);
    words->data = data;
    words->room = room;
    return 1;
}

/* 0 with an exception: it is no text, or cannot be said to C, a ValueError then. */
static int add_word(words_t *words, PyObject *text)
{
    Py_ssize_t size;
    const char *data = PyUnicode_AsUTF8AndSize(text, &size);

    if (data == NULL || !make_room(words, (size_t)size + 1)) {
        return 0;
    }
    if (memchr(data, '\0', (size_t)size) != NULL) {
        PyErr_SetString(PyExc_ValueError, "a text holds a NUL character");
        return 0;
    }
    memcpy(words->data + words->size, data, (size_t)size + 1);
    words->size += (size_t)size + 1;
    return 1;
}

/* A text or None, which is an empty word. 1 and 0: there is a text, or none; -1 with an exception. */
static int add_optional(words_t *words, PyObject *text)
{
    if (text != Py_None) {
        return add_word(words, text) ? 1 : -1;
    }
    if (!make_room(words, 1)) {
        return -1;
    }
    words->data[words->size++] = '\0';
    return 0;
}

static int add_pair(words_t *words, PyObject *given)
{
    PyObject *pair = PySequence_Tuple(given); /* itself, if it is one */
    int done = 0;

    if (pair != NULL && PyTuple_Size(pair) != 2) {
        PyErr_SetString(PyExc_ValueError, "a parameter or header is a name and a value");
    } else if (pair != NULL) {
        done = add_word(words, PyTuple_GetItem(pair, 0)) && add_word(words, PyTuple_GetItem(pair, 1));
    }
    Py_XDECREF(pair);
    return done;
}

/* How many there are; -1 with an exception. */
static int add_pairs(words_t *words, PyObject *given)
{
    PyObject *pairs = PySequence_Tuple(given);
    Py_ssize_t count = pairs != NULL ? PyTuple_Size(pairs) : -1;
    Py_ssize_t i;

    for (i = 0; i < count; i++) {
        if (!add_pair(words, PyTuple_GetItem(pairs, i))) {
            count = -1;
        }
    }
    Py_XDECREF(pairs);
    return (int)count;
}

static PyObject *facts_of(const cosc_call_t *call)
{
    PyObject *facts = PyList_New(COSC_FACTS);
    int i;

    for (i = 0; facts != NULL && i < COSC_FACTS; i++) {
        PyObject *fact = PyLong_FromLongLong(call->facts[i]);

        if (fact == NULL || PyList_SetItem(facts, i, fact) != 0) {
            Py_CLEAR(facts);
        }
    }
    return facts;
}

/* None where the body is in columns. */
static PyObject *body_of(const cosc_call_t *call)
{
    if (call->has_listing) {
        Py_INCREF(Py_None);
        return Py_None;
    }
    return PyBytes_FromStringAndSize(call->body, (Py_ssize_t)call->facts[COSC_BODY_SIZE]);
}

/* (facts, texts, body), copied out of the call. */
static PyObject *results_of(const cosc_call_t *call)
{
    PyObject *parts[] = {facts_of(call), PyBytes_FromStringAndSize(call->texts, (Py_ssize_t)call->facts[COSC_TEXTS_SIZE]),
                         body_of(call)};
    PyObject *results = NULL;

    if (parts[0] != NULL && parts[1] != NULL && parts[2] != NULL) {
        results = PyTuple_Pack(3, parts[0], parts[1], parts[2]);
    }
    Py_XDECREF(parts[0]);
    Py_XDECREF(parts[1]);
    Py_XDECREF(parts[2]);
    return results;
}

enum { ADDRESS, WHAT, METHOD, BUCKET, KEY, PARAMS, HEADERS, SOURCE, READ_AHEAD, ARGUMENTS };

static PyObject *send_words(cosc_call_t *call, const words_t *words, int what, int params, int headers,
                            int64_t read_ahead)
{
    PyThreadState *state = PyEval_SaveThread();
    PyObject *results;

    if (read_ahead < 0) {
        cosc_execute(call, words->data, words->size, what, params, headers);
    } else {
        cosc_open_stream(call, words->data, words->size, what, params, headers, read_ahead);
    }
    PyEval_RestoreThread(state);
    results = results_of(call);
    if (call->facts[COSC_BODY_SIZE] > LARGE_BODY && !call->has_listing) {
        cosc_end(call);
    }
    return results;
}

static PyObject *request(PyObject *module, PyObject *const *given, Py_ssize_t count)
{
    cosc_call_t *call;
    PyObject *results = NULL;
    words_t words;
    int64_t read_ahead;
    int what, has_bucket, has_key, params, headers;

    (void)module;
    if (count != ARGUMENTS) {
        PyErr_Format(PyExc_TypeError, "request takes %d arguments, not %zd", ARGUMENTS, count);
        return NULL;
    }
    call = PyLong_AsVoidPtr(given[ADDRESS]);
    what = (int)PyLong_AsLong(given[WHAT]);
    read_ahead = PyLong_AsLongLong(given[READ_AHEAD]);
    if (PyErr_Occurred() != NULL) {
        return NULL;
    }
    words_init(&words);
    if (add_word(&words, given[METHOD]) && (has_bucket = add_optional(&words, given[BUCKET])) >= 0
        && (has_key = add_optional(&words, given[KEY])) >= 0 && (params = add_pairs(&words, given[PARAMS])) >= 0
        && (headers = add_pairs(&words, given[HEADERS])) >= 0) {
        what |= (has_bucket ? COSC_HAS_BUCKET : 0) | (has_key ? COSC_HAS_KEY : 0);
        if (PyBytes_Check(given[SOURCE])) {
            call->source.kind = COSX_BODY_MEMORY;
            call->source.data = PyBytes_AsString(given[SOURCE]);
            call->source.size = PyBytes_Size(given[SOURCE]);
        }
        results = send_words(call, &words, what, params, headers, read_ahead);
    }
    words_free(&words);
    return results;
}

static PyObject *new_bytes(PyObject *module, PyObject *size)
{
    Py_ssize_t count = PyLong_AsSsize_t(size);

    (void)module;
    if (count == -1 && PyErr_Occurred() != NULL) {
        return NULL;
    }
    return PyBytes_FromStringAndSize(NULL, count);
}

/* Of one key. Not worth letting go of the interpreter. */
static PyObject *presigned(PyObject *module, PyObject *const *given, Py_ssize_t count)
{
    char usual[USUAL_URL];
    char *out = usual;
    const cosx_presigner_t *presigner;
    const char *key, *end;
    PyObject *url = NULL;
    Py_ssize_t size;
    size_t room;

    (void)module;
    if (count != 2) {
        PyErr_Format(PyExc_TypeError, "presigned takes 2 arguments, not %zd", count);
        return NULL;
    }
    presigner = PyLong_AsVoidPtr(given[0]);
    key = presigner != NULL ? PyUnicode_AsUTF8AndSize(given[1], &size) : NULL;
    if (key == NULL) {
        return NULL;
    }
    room = cosx_presigner_room(presigner, (size_t)size);
    if (room > sizeof(usual) && (out = PyMem_Malloc(room)) == NULL) {
        return PyErr_NoMemory();
    }
    end = cosx_presigner_write(presigner, key, (size_t)size, out);
    if (end != NULL) {
        url = PyUnicode_DecodeASCII(out, end - out, NULL);
    } else {
        PyErr_SetString(PyExc_ValueError, "the key is empty or holds a NUL character");
    }
    if (out != usual) {
        PyMem_Free(out);
    }
    return url;
}

static PyMethodDef functions[] = {
    {"request", (PyCFunction)(void (*)(void))request, METH_FASTCALL,
     "request(call, what, method, bucket, key, params, headers, source, read_ahead)\n--\n\n"
     "Make a request with the cosc_call_t at the address `call`; (facts, texts, body), see cos_c.status.Reply.\n\n"
     "read_ahead below 0: cosc_execute, else cosc_open_stream. source: bytes to send, which the caller keeps until\n"
     "the request has ended; with anything else the source is what the call says. The body is None where the\n"
     "call has columns of a listing. ValueError for a text that C cannot take."},
    {"presigned", (PyCFunction)(void (*)(void))presigned, METH_FASTCALL,
     "presigned(presigner, key)\n--\n\n"
     "The URL of the key, by the cosx_presigner_t at that address. ValueError for a key that cannot be signed."},
    {"new_bytes", new_bytes, METH_O,
     "new_bytes(size)\n--\n\nA bytes object of undefined content, to be filled before anybody else sees it."},
    {NULL, NULL, 0, NULL},
};

int cosc_add_functions(uintptr_t module)
{
    PyGILState_STATE gil = PyGILState_Ensure();
    int done = PyModule_AddFunctions((PyObject *)module, functions) == 0;

    PyErr_Clear();
    PyGILState_Release(gil);
    return done;
}
