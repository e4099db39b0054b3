/* Content-Type by file name suffix. */
#include <stdlib.h>
#include <strings.h>

#include "base/memory.h"
#include "cos_define.h"
#include "cos_utility.h"

#define DEFAULT_TYPE "application/octet-stream"

typedef struct suffix_type_s {
    const char *suffix;
    const char *type;
} suffix_type_t;

/* Sorted by suffix: searched by halves. */
static const suffix_type_t types[] = {
    { "3gp", "video/3gpp" },
    { "7z", "application/x-7z-compressed" },
    { "aac", "audio/aac" },
    { "ai", "application/postscript" },
    { "aif", "audio/x-aiff" },
    { "aiff", "audio/x-aiff" },
    { "apk", "application/vnd.android.package-archive" },
    { "asf", "video/x-ms-asf" },
    { "asx", "video/x-ms-asf" },
    { "atom", "application/atom+xml" },
    { "avi", "video/x-msvideo" },
    { "avif", "image/avif" },
    { "bmp", "image/bmp" },
    { "bz2", "application/x-bzip2" },
    { "c", "text/plain" },
    { "cfg", "text/plain" },
    { "conf", "text/plain" },
    { "cpp", "text/plain" },
    { "css", "text/css" },
    { "csv", "text/csv" },
    { "deb", "application/x-debian-package" },
    { "djvu", "image/vnd.djvu" },
    { "doc", "application/msword" },
    { "docx", "application/vnd.openxmlformats-officedocument.wordprocessingml.document" },
    { "dvi", "application/x-dvi" },
    { "eml", "message/rfc822" },
    { "eot", "application/vnd.ms-fontobject" },
    { "eps", "application/postscript" },
    { "epub", "application/epub+zip" },
    { "flac", "audio/flac" },
    { "flv", "video/x-flv" },
    { "gif", "image/gif" },
    { "gz", "application/gzip" },
    { "h", "text/plain" },
    { "htm", "text/html" },
    { "html", "text/html" },
    { "ico", "image/x-icon" },
    { "ics", "text/calendar" },
    { "jar", "application/java-archive" },
    { "java", "text/plain" },
    { "jpe", "image/jpeg" },
    { "jpeg", "image/jpeg" },
    { "jpg", "image/jpeg" },
    { "js", "text/javascript" },
    { "json", "application/json" },
    { "log", "text/plain" },
    { "m3u8", "application/vnd.apple.mpegurl" },
    { "m4a", "audio/mp4" },
    { "m4v", "video/x-m4v" },
    { "md", "text/markdown" },
    { "mid", "audio/midi" },
    { "midi", "audio/midi" },
    { "mjs", "text/javascript" },
    { "mkv", "video/x-matroska" },
    { "mov", "video/quicktime" },
    { "mp3", "audio/mpeg" },
    { "mp4", "video/mp4" },
    { "mpeg", "video/mpeg" },
    { "mpg", "video/mpeg" },
    { "odp", "application/vnd.oasis.opendocument.presentation" },
    { "ods", "application/vnd.oasis.opendocument.spreadsheet" },
    { "odt", "application/vnd.oasis.opendocument.text" },
    { "ogg", "audio/ogg" },
    { "otf", "font/otf" },
    { "pdf", "application/pdf" },
    { "png", "image/png" },
    { "ppt", "application/vnd.ms-powerpoint" },
    { "pptx", "application/vnd.openxmlformats-officedocument.presentationml.presentation" },
    { "ps", "application/postscript" },
    { "py", "text/x-python" },
    { "rar", "application/vnd.rar" },
    { "rpm", "application/x-rpm" },
    { "rss", "application/rss+xml" },
    { "rtf", "application/rtf" },
    { "sh", "application/x-sh" },
    { "svg", "image/svg+xml" },
    { "swf", "application/x-shockwave-flash" },
    { "tar", "application/x-tar" },
    { "tex", "application/x-tex" },
    { "tgz", "application/gzip" },
    { "tif", "image/tiff" },
    { "tiff", "image/tiff" },
    { "ts", "video/mp2t" },
    { "ttf", "font/ttf" },
    { "txt", "text/plain" },
    { "vcf", "text/vcard" },
    { "wasm", "application/wasm" },
    { "wav", "audio/x-wav" },
    { "wbmp", "image/vnd.wap.wbmp" },
    { "weba", "audio/webm" },
    { "webm", "video/webm" },
    { "webp", "image/webp" },
    { "wma", "audio/x-ms-wma" },
    { "wmv", "video/x-ms-wmv" },
    { "woff", "font/woff" },
    { "woff2", "font/woff2" },
    { "xhtml", "application/xhtml+xml" },
    { "xls", "application/vnd.ms-excel" },
    { "xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet" },
    { "xml", "application/xml" },
    { "xz", "application/x-xz" },
    { "yaml", "application/yaml" },
    { "yml", "application/yaml" },
    { "zip", "application/zip" },
    { "zst", "application/zstd" },
};

static int by_suffix(const void *suffix, const void *type)
{
    return strcasecmp(suffix, ((const suffix_type_t *)type)->suffix);
}

/* "txt" -> "text/plain"; NULL when the suffix is not known. The text is constant. */
char *get_content_type_by_suffix(const char *suffix)
{
    const suffix_type_t *type;

    if (suffix == NULL) {
        return NULL;
    }
    type = bsearch(suffix, types, sizeof(types) / sizeof(types[0]), sizeof(types[0]), by_suffix);
    return type != NULL ? (char *)(uintptr_t)type->type : NULL;
}

/* By what follows the last dot of the last part of a path; a default type when that says nothing. */
char *get_content_type(const char *name)
{
    const char *slash = name != NULL ? strrchr(name, '/') : NULL;
    const char *file = slash != NULL ? slash + 1 : name;
    const char *dot = file != NULL ? strrchr(file, '.') : NULL;
    char *type = dot != NULL ? get_content_type_by_suffix(dot + 1) : NULL;

    return type != NULL ? type : (char *)(uintptr_t)DEFAULT_TYPE;
}

/* From the file's name, or without one from the key, unless `headers` has a type already. */
void set_content_type(const char *filename, const char *key, cos_table_t *headers)
{
    if (apr_table_get(headers, COS_CONTENT_TYPE) == NULL) {
        cosi_table_set(headers, COS_CONTENT_TYPE, get_content_type(filename != NULL ? filename : key));
    }
}
