/* The functions of Python that C calls; cos_c/callbacks.py defines them. "Python+C": the bridge calls them. */

extern "Python+C" int cosc_on_progress(void *handle, int64_t sent, int64_t to_send, int64_t received,
    int64_t to_receive);
extern "Python+C" void cosc_on_log(int level, const char *function, const char *text, size_t size);
