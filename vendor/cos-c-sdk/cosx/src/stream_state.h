/* Between transport.c and stream.c: an exchange that outlives its perform. */
#ifndef COSX_STREAM_STATE_H
#define COSX_STREAM_STATE_H

#include "cosx_stream.h"
#include "exchange.h"

struct cosx_stream_s {
    cosi_exchange_t exchange;
    int detached;       /* the headers of a 2xx are there, the exchange is still open */
    int ended;          /* the exchange is closed: `code` says how */
    int code;           /* COSE_OK or what every further read returns */
    int has_wanted_crc; /* the response named the CRC of the whole body */
    uint64_t wanted_crc;
};

#endif
