/* Everything of cosx: transport, transfer engine and checksums over the published COS C API. */
#ifndef COSX_H
#define COSX_H

#include "cosx_batch.h"
#include "cosx_cancel.h"
#include "cosx_context.h"
#include "cosx_crc64.h"
#include "cosx_execute.h"
#include "cosx_inbox.h"
#include "cosx_listing.h"
#include "cosx_presigner.h"
#include "cosx_retry.h"
#include "cosx_settings.h"
#include "cosx_stream.h"
#include "cosx_transfer.h"
#include "cosx_transport.h"
#include "cosx_xml.h"

#endif
