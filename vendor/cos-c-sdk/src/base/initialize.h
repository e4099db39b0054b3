#ifndef COSI_BASE_INITIALIZE_H
#define COSI_BASE_INITIALIZE_H

/* 1 between the first cos_http_io_initialize and the last cos_http_io_deinitialize. */
int cosi_is_initialized(void);

#endif
