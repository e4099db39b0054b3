/*
 * A network of a given delay and rate between this network namespace and another: `link PID DELAY_US MBIT`.
 *
 * Two interfaces, bench0 here and bench1 in the namespace of PID; each packet that leaves by one comes out of
 * the other after its turn at MBIT and then DELAY_US. What does not fit into the queue is dropped, as a switch
 * does. Large segments pass whole (their header goes with them), so that this costs little. It says "ready"
 * and runs until it is killed.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <linux/if.h>
#include <linux/if_tun.h>
#include <poll.h>
#include <sched.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <time.h>
#include <unistd.h>

enum { LARGEST = 65536 + 64, SLOTS = 8192, QUEUE_BYTES = 5 << 20 };

struct packet {
    int64_t due;
    int length;
    char *data;
};

struct direction {
    int from, to;
    int64_t free_at; /* when the wire has sent all before */
    int64_t bytes;
    unsigned head, tail;
    struct packet slots[SLOTS];
};

static struct direction directions[2];
static int64_t delay_ns, bits_per_second;

static void fail(const char *what)
{
    fprintf(stderr, "link: %s: %s\n", what, strerror(errno));
    exit(1);
}

static int64_t now_ns(void)
{
    struct timespec now;

    clock_gettime(CLOCK_MONOTONIC, &now);
    return (int64_t)now.tv_sec * 1000000000 + now.tv_nsec;
}

static int interface(const char *name)
{
    struct ifreq request;
    int device = open("/dev/net/tun", O_RDWR | O_NONBLOCK);

    if (device < 0) fail("/dev/net/tun");
    memset(&request, 0, sizeof(request));
    request.ifr_flags = IFF_TUN | IFF_NO_PI | IFF_VNET_HDR;
    strcpy(request.ifr_name, name);
    if (ioctl(device, TUNSETIFF, &request) != 0) fail("TUNSETIFF");
    if (ioctl(device, TUNSETOFFLOAD, TUN_F_CSUM | TUN_F_TSO4) != 0) fail("TUNSETOFFLOAD");
    return device;
}

/* Take all packets that wait at the near end. */
static void take(struct direction *line, int64_t now)
{
    static char buffer[LARGEST];

    for (;;) {
        ssize_t length = read(line->from, buffer, sizeof(buffer));
        struct packet *slot = &line->slots[line->tail % SLOTS];

        if (length <= 0) return;
        if (line->tail - line->head == SLOTS || line->bytes + length > QUEUE_BYTES + bits_per_second / 8 * delay_ns / 1000000000)
            continue;
        if (line->free_at < now) line->free_at = now;
        line->free_at += (int64_t)length * 8 * 1000000000 / bits_per_second;
        slot->due = line->free_at + delay_ns;
        slot->length = (int)length;
        slot->data = malloc((size_t)length);
        if (slot->data == NULL) fail("memory");
        memcpy(slot->data, buffer, (size_t)length);
        line->bytes += length;
        line->tail++;
    }
}

/* Hand over what is due; when the next one is, or -1. */
static int64_t deliver(struct direction *line, int64_t now)
{
    while (line->head != line->tail) {
        struct packet *slot = &line->slots[line->head % SLOTS];

        if (slot->due > now) return slot->due;
        /* A packet that the far end does not take is lost, as packets are. */
        if (write(line->to, slot->data, (size_t)slot->length) < 0 && errno == EBADF) fail("write");
        line->bytes -= slot->length;
        free(slot->data);
        line->head++;
    }
    return -1;
}

int main(int argc, char **argv)
{
    char path[64];
    int space;

    if (argc != 4) {
        fprintf(stderr, "link PID DELAY_US MBIT\n");
        return 2;
    }
    delay_ns = atoll(argv[2]) * 1000;
    bits_per_second = atoll(argv[3]) * 1000000;
    directions[0].from = directions[1].to = interface("bench0");
    snprintf(path, sizeof(path), "/proc/%s/ns/net", argv[1]);
    space = open(path, O_RDONLY);
    if (space < 0 || setns(space, CLONE_NEWNET) != 0) fail("the other namespace");
    directions[1].from = directions[0].to = interface("bench1");
    printf("ready\n");
    fflush(stdout);
    for (;;) {
        struct pollfd ends[2] = {{directions[0].from, POLLIN, 0}, {directions[1].from, POLLIN, 0}};
        int64_t now = now_ns(), next = -1;
        struct timespec wait;

        for (int at = 0; at < 2; at++) {
            int64_t due;

            take(&directions[at], now);
            due = deliver(&directions[at], now);
            if (due >= 0 && (next < 0 || due < next)) next = due;
        }
        if (next >= 0) {
            int64_t left = next - now_ns();

            if (left < 0) left = 0;
            wait.tv_sec = left / 1000000000;
            wait.tv_nsec = left % 1000000000;
        }
        if (ppoll(ends, 2, next >= 0 ? &wait : NULL, NULL) < 0 && errno != EINTR) fail("poll");
    }
}
