/* Included before every source of our own library when the stand-in is built: the functions the
   stand-in answers for itself keep their code under another name, and the sources stay as they are. */
#ifndef STAND_IN_RENAMES_H
#define STAND_IN_RENAMES_H

#define cos_config_create cosi_kept_config_create
#define cos_curl_http_transport_perform cosi_kept_transport_perform
#define cos_http_controller_create cosi_kept_controller_create
#define cos_http_io_deinitialize cosi_kept_deinitialize
#define cos_http_io_initialize cosi_kept_initialize
#define cos_init_object_request cosi_kept_init_object_request
#define cos_log_format_default cosi_kept_log_format
#define cos_process_request cosi_kept_process_request

#endif
