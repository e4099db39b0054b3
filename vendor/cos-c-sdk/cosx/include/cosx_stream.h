/* A response whose body is pulled by the caller, without a thread. */
#ifndef COSX_STREAM_H
#define COSX_STREAM_H

#include "cosx_execute.h"
#include "cosx_export.h"

typedef struct cosx_stream_s cosx_stream_t;

/* Like cosx_execute, but returns once the headers of a 2xx response are there; *stream then
   delivers the body. For any other outcome *stream is NULL and response is complete.
   The context, the options and their pool must live until cosx_stream_close. */
COSX_API int cosx_stream_open(const cos_request_options_t *options, const cosx_request_t *request,
                              cosx_response_t *response, cosx_stream_t **stream);

/* Fill up to `size` bytes of `buffer`; fewer only at the end. Returns the count, 0 at the end
   (length and, where it applies, CRC were right), or a negative cos_error_code_e (text in the
   context's error). Deadline, read timeout and cancel of the context hold. The context's received_crc is
   of what has been delivered so far. */
COSX_API int64_t cosx_stream_read(cosx_stream_t *stream, void *buffer, int64_t size);

/* Bytes of the body that have arrived and not been read: a read of so many does not wait for more of them. */
COSX_API int64_t cosx_stream_ready(const cosx_stream_t *stream);

/* Closes the connection if the body was not read to its end. Must be called once. */
COSX_API void cosx_stream_close(cosx_stream_t *stream);

#endif
