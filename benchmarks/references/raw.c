/*
 * The limit: bare sockets, no TLS, no signature, no checksum. `raw METHOD PORT TARGET SIZE [FILE]`.
 * splice: socket to file through a pipe. x4: four connections, parts of 16 MiB.
 */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <pthread.h>
#include <stdbool.h>
#include <stdint.h>
#include <sys/mman.h>
#include <sys/sendfile.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#include "measure.h"

enum { STEP = 512 << 10, MOST_GATHERED = 2 << 20, PART = 16 << 20, THREADS = 4 };

static int port;
static const char *method, *target;
static int64_t size, next_part;
static int64_t gather = MOST_GATHERED, receive = MOST_GATHERED; /* to a file */
static int file = -1;
static char *memory;
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;

static int dial(void)
{
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = htons((uint16_t)port)};
    int connection = socket(AF_INET, SOCK_STREAM, 0);

    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    if (connection < 0 || connect(connection, (struct sockaddr *)&address, sizeof(address)) != 0) fail("connect");
    return connection;
}

static void send_all(int connection, const char *data, int64_t length)
{
    while (length > 0) {
        ssize_t sent = send(connection, data, (size_t)(length < STEP ? length : STEP), 0);

        if (sent <= 0) fail("send");
        data += sent;
        length -= sent;
    }
}

/* Read to the end of the header and no further, so that the body begins where memory does. */
static void read_header(int connection, const char *status)
{
    char buffer[4096];

    for (;;) {
        ssize_t got = recv(connection, buffer, sizeof(buffer), MSG_PEEK);
        char *end;

        if (got <= 0) fail("header");
        end = memmem(buffer, (size_t)got, "\r\n\r\n", 4);
        if (end == NULL) {
            if (got == (ssize_t)sizeof(buffer)) fail("header");
            continue;
        }
        if (strncmp(buffer + 9, status, 3) != 0) fail("status");
        if (recv(connection, buffer, (size_t)(end + 4 - buffer), MSG_WAITALL) != end + 4 - buffer) fail("header");
        return;
    }
}

/* Pages, as the memory of the kernel that it is copied to and from: some processors copy faster so. */
static char *new_step(void)
{
    char *step = aligned_alloc(4096, MOST_GATHERED);

    if (step == NULL) fail("memory");
    memset(step, 0, MOST_GATHERED);
    return step;
}

static void write_at(const char *data, int64_t length, int64_t at)
{
    while (length > 0) {
        ssize_t written = pwrite(file, data, (size_t)length, at);

        if (written <= 0) fail("write");
        data += written;
        length -= written;
        at += written;
    }
}

static void receive_spliced(int connection, int64_t at, int64_t end)
{
    int ends[2];
    loff_t offset = at;

    if (pipe(ends) != 0) fail("pipe");
    fcntl(ends[1], F_SETPIPE_SZ, 1 << 20);
    while (offset < end) {
        ssize_t got = splice(connection, NULL, ends[1], NULL, (size_t)(end - offset < (1 << 20) ? end - offset : 1 << 20),
                             SPLICE_F_MOVE);

        if (got <= 0) fail("splice");
        while (got > 0) {
            ssize_t written = splice(ends[0], NULL, file, &offset, (size_t)got, SPLICE_F_MOVE);

            if (written <= 0) fail("splice to the file");
            got -= written;
        }
    }
    close(ends[0]);
    close(ends[1]);
}

/* In the steps that are cheapest on this processor, as in pycos: see docs/decisions. */
static void choose_steps(void)
{
    if (sysconf(_SC_LEVEL2_CACHE_SIZE) < (2 << 20)) return;
    gather = 1 << 20;
    receive = STEP;
}

static void receive_to_file(int connection, char *step, int64_t at, int64_t end)
{
    while (at < end) {
        int64_t have = 0;

        while (have < gather && at + have < end) {
            int64_t room = gather - have < end - at - have ? gather - have : end - at - have;
            ssize_t got = recv(connection, step + have, (size_t)(room < receive ? room : receive), 0);

            if (got <= 0) fail("recv");
            have += got;
        }
        write_at(step, have, at);
        at += have;
    }
}

static void get(int connection, char *step, int64_t start, int64_t end, bool ranged)
{
    char request[512];
    int length = snprintf(request, sizeof(request), "GET %s HTTP/1.1\r\nHost: localhost\r\n", target);

    if (ranged)
        length += snprintf(request + length, sizeof(request) - (size_t)length, "Range: bytes=%lld-%lld\r\n",
                           (long long)start, (long long)end - 1);
    length += snprintf(request + length, sizeof(request) - (size_t)length, "\r\n");
    send_all(connection, request, length);
    read_header(connection, ranged ? "206" : "200");
    if (memory != NULL) {
        for (int64_t at = start; at < end;) {
            ssize_t got = recv(connection, memory + at, (size_t)(end - at < STEP ? end - at : STEP), 0);

            if (got <= 0) fail("recv");
            at += got;
        }
    } else if (strncmp(method, "splice", 6) == 0) {
        receive_spliced(connection, start, end);
    } else {
        receive_to_file(connection, step, start, end);
    }
}

static void put(int connection, int64_t start, int64_t end)
{
    char request[512];
    off_t at = start;
    int length = snprintf(request, sizeof(request), "PUT /up%s HTTP/1.1\r\nHost: localhost\r\nContent-Length: %lld\r\n\r\n",
                          end - start < size ? "?partNumber=1&uploadId=1" : "", (long long)(end - start));

    send_all(connection, request, length);
    if (memory != NULL) send_all(connection, memory + start, end - start);
    else
        while (at < end)
            if (sendfile(connection, file, &at, (size_t)(end - at)) <= 0) fail("sendfile");
    read_header(connection, "200");
}

static void *parts(void *unused)
{
    char *step = new_step();
    int connection = dial();

    for (;;) {
        int64_t start, end;

        pthread_mutex_lock(&lock);
        start = next_part;
        next_part += PART;
        pthread_mutex_unlock(&lock);
        if (start >= size) break;
        end = start + PART < size ? start + PART : size;
        if (strncmp(method, "put", 3) == 0) put(connection, start, end);
        else get(connection, step, start, end, true);
    }
    close(connection);
    free(step);
    return unused;
}

static void work(int connection, char *step)
{
    pthread_t threads[THREADS];

    next_part = 0;
    if (strstr(method, "x4") != NULL || strcmp(method, "put_parts") == 0) {
        for (int at = 0; at < THREADS; at++) pthread_create(&threads[at], NULL, parts, NULL);
        for (int at = 0; at < THREADS; at++) pthread_join(threads[at], NULL);
    } else if (strncmp(method, "put", 3) == 0) {
        put(connection, 0, size);
    } else {
        get(connection, step, 0, size, false);
    }
}

/* What the first time has filled is given back. */
static void forget(void)
{
    if (memory != NULL) {
        munmap(memory, (size_t)size);
        memory = new_memory(size);
    } else if (ftruncate(file, 0) != 0) {
        fail("ftruncate");
    }
}

int main(int argc, char **argv)
{
    struct measure begun;
    char *step = new_step();
    int connection;

    if (argc < 5) fail("raw METHOD PORT TARGET SIZE [FILE]");
    choose_steps();
    method = argv[1];
    port = atoi(argv[2]);
    target = argv[3];
    size = atoll(argv[4]);
    if (strstr(method, "_memory") != NULL || strcmp(method, "get_buffer") == 0) {
        memory = new_memory(size);
        if (strncmp(method, "get_memory", 10) != 0) memset(memory, 'x', (size_t)size);
    } else if (argc > 5) {
        file = strncmp(method, "put", 3) == 0 ? open(argv[5], O_RDONLY) : open(argv[5], O_RDWR | O_CREAT | O_TRUNC, 0644);
        if (file < 0) fail("open");
    }
    connection = dial();
    begun = measure_begin();
    if (is_again(method)) {
        work(connection, step);
        measure_first(&begun);
        forget();
        measure_again(&begun);
    }
    work(connection, step);
    measure_end(begun);
    return 0;
}
