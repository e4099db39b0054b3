/* What is the same for all calls of one client: address, credentials, TLS, proxy, timeouts. */
#ifndef COSX_SETTINGS_H
#define COSX_SETTINGS_H

#include <stdint.h>

#include "cos_define.h"
#include "cosx_export.h"

typedef enum {
    COSX_ADDRESS_VIRTUAL_HOST = 0, /* https://bucket.endpoint/key */
    COSX_ADDRESS_PATH = 1,         /* https://endpoint/bucket/key */
    COSX_ADDRESS_CNAME = 2         /* https://endpoint/key: the endpoint is the bucket's own domain */
} cosx_address_e;

/* All strings are NUL-terminated and borrowed: they must outlive the calls that use the
   settings (cosx_transfer_submit copies them). NULL means "not given". */
typedef struct cosx_settings_s {
    const char *endpoint;         /* host[:port], with http:// or https:// in front */
    const char *service_endpoint; /* where the bucket list is asked; NULL: the endpoint */
    const char *secret_id;        /* NULL or "": requests go out unsigned */
    const char *secret_key;
    const char *token;            /* temporary credentials' token */
    int address;                  /* cosx_address_e */
    int verify;                   /* 1: check the server's certificate and name. 0 only if the user said so */
    const char *ca_file;          /* PEM file; NULL: the system's */
    const char *ca_path;          /* directory of hashed certificates */
    const char *proxy;            /* http://host:port; NULL: none (environment variables are not consulted) */
    const char *proxy_auth;       /* user:password */
    const char *route_ip;         /* connect here instead of looking the host up */
    int route_port;
    int64_t connect_timeout_ms;   /* name lookup, TCP and TLS together; 0: 10 s */
    int64_t read_timeout_ms;      /* longest time without a byte either way; 0: 60 s */
    int64_t max_body_bytes;       /* in-memory responses larger than this fail; 0: 64 MiB */
    int64_t clock_offset_s;       /* added to this machine's clock when signing */
    const char *user_agent;       /* put behind the library's own; may be NULL */
} cosx_settings_t;

/* Fill in the defaults (zero, NULL, verify = 1). */
COSX_API void cosx_settings_init(cosx_settings_t *settings);

/* Options, config, controller and private request options for one call, all made in `pool`
   (must not be NULL), with the library's own retries off. NULL when memory ran out. */
COSX_API cos_request_options_t *cosx_options_create(cos_pool_t *pool, const cosx_settings_t *settings);

#endif
