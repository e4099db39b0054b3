#ifndef COSX_EXPORT_H
#define COSX_EXPORT_H
#if defined(__GNUC__)
#define COSX_API __attribute__((visibility("default")))
#else
#define COSX_API
#endif
#endif
