/*
 * Bare libcurl, unsigned, nothing checked: `libcurl METHOD URL SIZE COUNT [FILE [CAFILE]]`.
 * get_many, put_many: one thread, 32 in flight, keys many/NNNNNNNN. get_one, put_one: one after the other.
 * get_file, get_memory, put_file, put_memory: one object; buffers of 512 KiB.
 */
#define _GNU_SOURCE
#include <curl/curl.h>
#include <fcntl.h>
#include <stdint.h>
#include <sys/mman.h>
#include <unistd.h>

#include "measure.h"

enum { IN_FLIGHT = 32, STEP = 512 << 10 };

struct transfer {
    char *memory; /* where a body goes or comes from; NULL: the file */
    int64_t at, limit;
};

static const char *url, *ca_file;
static int64_t size;
static int file = -1, uploading;
static char step[1 << 20];
static size_t step_have;

static void flush_step(void)
{
    if (step_have > 0 && write(file, step, step_have) != (ssize_t)step_have) fail("write");
    step_have = 0;
}

static size_t take(char *data, size_t unit, size_t count, void *given)
{
    struct transfer *transfer = given;
    size_t length = unit * count;

    if (uploading) return length;
    if (transfer->at + (int64_t)length > transfer->limit) return 0;
    transfer->at += (int64_t)length;
    if (transfer->memory != NULL) memcpy(transfer->memory + transfer->at - length, data, length);
    else { /* libcurl hands over 16 KiB at most: gathered, so that writes are as large as the others' */
        if (step_have + length > sizeof(step)) flush_step();
        memcpy(step + step_have, data, length);
        step_have += length;
    }
    return length;
}

static size_t give(char *data, size_t unit, size_t count, void *given)
{
    struct transfer *transfer = given;
    int64_t length = (int64_t)(unit * count), left = transfer->limit - transfer->at;

    if (length > left) length = left;
    if (transfer->memory != NULL) memcpy(data, transfer->memory + transfer->at, (size_t)length);
    else length = pread(file, data, (size_t)length, transfer->at);
    transfer->at += length;
    return (size_t)length;
}

static CURL *handle(struct transfer *transfer)
{
    CURL *easy = curl_easy_init();

    curl_easy_setopt(easy, CURLOPT_BUFFERSIZE, (long)STEP);
    curl_easy_setopt(easy, CURLOPT_UPLOAD_BUFFERSIZE, (long)STEP);
    curl_easy_setopt(easy, CURLOPT_WRITEFUNCTION, take);
    curl_easy_setopt(easy, CURLOPT_WRITEDATA, transfer);
    curl_easy_setopt(easy, CURLOPT_PRIVATE, transfer);
    curl_easy_setopt(easy, CURLOPT_FAILONERROR, 1L);
    curl_easy_setopt(easy, CURLOPT_NOSIGNAL, 1L);
    if (ca_file != NULL) curl_easy_setopt(easy, CURLOPT_CAINFO, ca_file);
    if (uploading) {
        static struct curl_slist *no_expect;

        if (no_expect == NULL) no_expect = curl_slist_append(NULL, "Expect:");
        curl_easy_setopt(easy, CURLOPT_UPLOAD, 1L);
        curl_easy_setopt(easy, CURLOPT_READFUNCTION, give);
        curl_easy_setopt(easy, CURLOPT_READDATA, transfer);
        curl_easy_setopt(easy, CURLOPT_INFILESIZE_LARGE, (curl_off_t)size);
        curl_easy_setopt(easy, CURLOPT_HTTPHEADER, no_expect);
    }
    return easy;
}

static void aim(CURL *easy, struct transfer *transfer, int64_t number)
{
    char address[512];

    snprintf(address, sizeof(address), "%s/many/%08lld", url, (long long)number);
    curl_easy_setopt(easy, CURLOPT_URL, address);
    transfer->at = 0;
}

static void many(struct transfer *transfers, int64_t count)
{
    CURLM *multi = curl_multi_init();
    CURL *handles[IN_FLIGHT];
    int64_t sent = 0, done = 0;
    int running = 0, left;

    for (int at = 0; at < IN_FLIGHT; at++) handles[at] = handle(&transfers[at]);
    for (int at = 0; at < IN_FLIGHT && sent < count; at++) {
        aim(handles[at], &transfers[at], sent++);
        curl_multi_add_handle(multi, handles[at]);
    }
    while (done < count) {
        CURLMsg *message;

        curl_multi_perform(multi, &running);
        while ((message = curl_multi_info_read(multi, &left)) != NULL) {
            CURL *easy = message->easy_handle;
            struct transfer *transfer;

            if (message->data.result != CURLE_OK) fail(curl_easy_strerror(message->data.result));
            done++;
            curl_multi_remove_handle(multi, easy);
            if (sent >= count) continue;
            curl_easy_getinfo(easy, CURLINFO_PRIVATE, &transfer);
            aim(easy, transfer, sent++);
            curl_multi_add_handle(multi, easy);
        }
        if (done < count) curl_multi_poll(multi, NULL, 0, 1000, NULL);
    }
}

static void perform(CURL *easy)
{
    CURLcode result = curl_easy_perform(easy);

    if (result != CURLE_OK) fail(curl_easy_strerror(result));
}

/* What the first time has filled is given back. */
static void forget(struct transfer *transfer)
{
    if (transfer->memory != NULL) {
        munmap(transfer->memory, (size_t)size);
        transfer->memory = new_memory(size);
    } else if (ftruncate(file, 0) != 0 || lseek(file, 0, SEEK_SET) != 0) {
        fail("ftruncate");
    }
    transfer->at = 0;
    step_have = 0;
}

int main(int argc, char **argv)
{
    static struct transfer transfers[IN_FLIGHT];
    const char *method = argc > 4 ? argv[1] : "";
    int64_t count = argc > 4 ? atoll(argv[4]) : 0;
    int is_many = strstr(method, "many") != NULL, is_one = strstr(method, "one") != NULL;
    struct measure begun;
    CURL *easy;

    if (argc < 5) fail("libcurl METHOD URL SIZE COUNT [FILE [CAFILE]]");
    url = argv[2];
    size = atoll(argv[3]);
    uploading = strncmp(method, "put", 3) == 0;
    if (argc > 6 && argv[6][0] != '\0') ca_file = argv[6];
    curl_global_init(CURL_GLOBAL_ALL);
    if (strstr(method, "file") != NULL) {
        file = uploading ? open(argv[5], O_RDONLY) : open(argv[5], O_RDWR | O_CREAT | O_TRUNC, 0644);
        if (file < 0) fail("open");
    }
    for (int at = 0; at < (is_many ? IN_FLIGHT : 1); at++) {
        transfers[at].limit = size;
        if (file < 0) {
            transfers[at].memory = new_memory(size);
            if (strncmp(method, "get_memory", 10) != 0) memset(transfers[at].memory, 'x', (size_t)size);
        }
    }
    easy = handle(&transfers[0]);
    memset(step, 0, sizeof(step));
    if (is_one) {
        aim(easy, &transfers[0], 0);
        perform(easy);
        begun = measure_begin();
        for (int64_t number = 0; number < count; number++) {
            aim(easy, &transfers[0], number);
            perform(easy);
        }
    } else if (is_many) {
        begun = measure_begin();
        many(transfers, count);
    } else {
        curl_easy_setopt(easy, CURLOPT_URL, url);
        begun = measure_begin();
        if (is_again(method)) {
            perform(easy);
            measure_first(&begun);
            forget(&transfers[0]);
            measure_again(&begun);
        }
        perform(easy);
        if (!uploading && file >= 0) flush_step();
        if (transfers[0].at != size) fail("another length came");
    }
    measure_end(begun);
    return 0;
}
