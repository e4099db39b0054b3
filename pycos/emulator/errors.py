"""Every error the server can answer with: one table from code to HTTP status and message.

Source of the codes and statuses: the error table of the COS documentation (436/7730). Those that only the S3
dialect uses are as S3 has them.
"""

from __future__ import annotations

ERRORS: dict[str, tuple[int, str]] = {
    "AccessForbidden": (403, "CORSResponse: the rules of the bucket do not allow this request."),
    "AccessDenied": (403, "Access Denied."),
    "AppendPositionErr": (409, "The position does not equal the length of the object."),
    "AuthorizationHeaderMalformed": (400, "The Authorization header is not well-formed."),
    "AuthorizationQueryParametersError": (400, "The signature in the query is not well-formed."),
    "BadDigest": (400, "The Content-MD5 you specified did not match what we received."),
    "BadRequest": (400, "The request is not well-formed HTTP."),
    "BucketAlreadyExists": (409, "The requested bucket name is not available."),
    "BucketAlreadyOwnedByYou": (409, "The bucket exists, and it is yours."),
    "BucketNotEmpty": (409, "The bucket you tried to delete is not empty."),
    "DomainConfigNotFoundError": (404, "The bucket has no custom domain."),
    "DuplicateInventoryId": (409, "An inventory of this id exists."),
    "EntityTooLarge": (400, "Your proposed upload exceeds the maximum allowed size."),
    "EntityTooSmall": (400, "Your proposed upload is smaller than the minimum allowed size."),
    "ExpiredToken": (400, "The provided token has expired."),
    "FileAlreadyExists": (409, "The object already exists and may not be overwritten."),
    "IllegalLocationConstraintException": (
        400,
        "The location does not belong to the endpoint of the request.",
    ),
    "ImageResolutionExceed": (400, "The picture has too many pixels."),
    "ImageTooLarge": (400, "The picture is larger than 32 MB."),
    "IncompleteBody": (400, "You did not provide the number of bytes of the Content-Length header."),
    "IncorrectNumberOfFilesInPostRequest": (400, "A form uploads exactly one file."),
    # No code of the service, which has room: the disk of this machine is full.
    "InsufficientStorage": (507, "The disk of the server is full; nothing was changed."),
    "InternalError": (500, "We encountered an internal error. Please try again."),
    "InvalidAccessKeyId": (403, "The access key Id you provided does not exist in our records."),
    "InvalidArgument": (400, "Invalid Argument."),
    "InvalidBucketName": (400, "The specified bucket is not valid."),
    "InvalidBucketState": (409, "The bucket has not the state that this request needs."),
    "InvalidCopySource": (400, "The x-cos-copy-source header is not valid."),
    "InvalidDigest": (400, "The Content-MD5 you specified is not valid."),
    "InvalidImageFormat": (400, "The object is not a picture of a format that can be processed."),
    "InvalidObjectState": (403, "The operation is not valid for the storage class of the object."),
    "InvalidPart": (400, "One or more of the specified parts could not be found."),
    "InvalidPartOrder": (400, "The list of parts was not in ascending order."),
    "InvalidPolicyDocument": (400, "The policy of the form is not valid."),
    "InvalidRange": (416, "The requested range is not satisfiable."),
    "InvalidRequest": (400, "The request is not valid."),
    "InvalidTag": (400, "The tag is not valid."),
    "InvalidToken": (400, "The provided token does not belong to the access key Id."),
    "InvalidURI": (400, "Could not parse the specified URI."),
    "InventoryConfigurationNotFoundError": (404, "The bucket has no inventory of this id."),
    "InventoryFull": (400, "The bucket has as many inventories as it may have."),
    "KeyTooLong": (400, "Your key is too long."),
    "KeyTooLongError": (400, "Your key is too long."),
    "MalformedPOSTRequest": (400, "The body of your POST request is not well-formed multipart/form-data."),
    "MalformedPolicy": (400, "The policy is not well-formed or did not validate."),
    "MalformedTrailerError": (
        400,
        "The trailers of the body are not well-formed or not those that were announced.",
    ),
    "MalformedXML": (400, "The XML you provided was not well-formed or did not validate."),
    "MethodNotAllowed": (405, "The specified method is not allowed against this resource."),
    "MissingContentLength": (411, "You must provide the Content-Length HTTP header."),
    "MissingRequestBodyError": (400, "Request body is empty."),
    "NoSuchBucket": (404, "The specified bucket does not exist."),
    "NoSuchBucketPolicy": (404, "The bucket has no policy."),
    "NoSuchCORSConfiguration": (404, "The bucket has no CORS configuration."),
    "NoSuchConfiguration": (404, "The bucket has no configuration of this id."),
    "NoSuchEncryptionConfiguration": (404, "The bucket has no encryption configuration."),
    "NoSuchKey": (404, "The specified key does not exist."),
    "NoSuchLifecycleConfiguration": (404, "The bucket has no lifecycle configuration."),
    "NoSuchLiveChannel": (404, "The live channel does not exist."),
    "NoSuchObjectLockConfiguration": (404, "The bucket has no object lock configuration."),
    "NoSuchOriginConfiguration": (404, "The bucket has no origin configuration."),
    "NoSuchTagSet": (404, "The bucket has no tags."),
    "NoSuchUpload": (404, "The specified multipart upload does not exist."),
    "NoSuchVersion": (404, "The specified version does not exist."),
    "NoSuchWebsiteConfiguration": (404, "The bucket has no website configuration."),
    "NotImplemented": (501, "A header or query you provided implies functionality that is not implemented."),
    "ObjectLockConfigurationNotFoundError": (404, "The bucket has no object lock configuration."),
    "ObjectNotAppendable": (409, "The object is not appendable."),
    "PreconditionFailed": (412, "Precondition Failed."),
    "RecordAlreadyExist": (409, "The domain is bound to another bucket."),
    "ReplicationConfigurationNotFoundError": (404, "The bucket has no replication configuration."),
    "RequestTimeTooSkewed": (
        403,
        "The difference between the request time and the server's time is too large.",
    ),
    "RequestTimeout": (400, "Your socket connection was not read from or written to within the timeout."),
    "RestoreAlreadyInProgress": (409, "The object is being restored."),
    "RestoreNonArchiveObject": (405, "The object is not archived."),
    "ServerSideEncryptionConfigurationNotFoundError": (404, "The bucket has no encryption configuration."),
    "ServiceUnavailable": (503, "Please reduce your request rate."),
    "SignatureDoesNotMatch": (
        403,
        "The Signature you specified is invalid. Check your secret key and signing method.",
    ),
    "SlowDown": (503, "Please reduce your request rate."),
    "SSEContentNotSupported": (400, "This operation does not support an encrypted object."),
    "SsecDecryptHeaderInvalid": (400, "The headers with the key of the customer are not right."),
    "UnexpectedContent": (400, "This request does not support content."),
    "UserNetworkTooSlow": (400, "The request body arrives too slowly."),
    "XAmzContentSHA256Mismatch": (
        400,
        "The provided x-amz-content-sha256 does not match what was received.",
    ),
    "XMLSizeLimit": (400, "The XML you provided is too large."),
}

# What Select refuses, in the answer or in the stream. All of them are 400.
ERRORS |= {
    "AmbiguousFieldName": (400, "A name stands for more than one field."),
    "CSVParsingError": (400, "The object is not valid CSV."),
    "CastFailed": (400, "A value cannot be converted to the type that was asked for."),
    "EvaluatorInvalidArguments": (400, "A function or an operator does not take such values."),
    "EvaluatorOverflow": (400, "A number is too large."),
    "ExpressionTooLong": (400, "The SQL expression is longer than 256 KB."),
    "IllegalSqlFunctionArgument": (400, "A function of the SQL expression does not take such an argument."),
    "InvalidColumnIndex": (400, "The SQL expression names a column that is not there."),
    "InvalidCompressionFormat": (400, "The object is not compressed as CompressionType says."),
    "InvalidDataSource": (400, "The source of the data is not one that can be read."),
    "InvalidExpressionType": (400, "ExpressionType must be SQL."),
    "InvalidFileHeaderInfo": (400, "FileHeaderInfo must be NONE, IGNORE or USE."),
    "InvalidJsonType": (400, "Type must be DOCUMENT or LINES."),
    "InvalidKeyPath": (400, "A path of the SQL expression is not valid."),
    "InvalidQuoteFields": (400, "QuoteFields must be ALWAYS or ASNEEDED."),
    "InvalidRequestParameter": (400, "A parameter of the request is not valid."),
    "InvalidTableAlias": (400, "The SQL expression uses the table under another name than it gave it."),
    "InvalidTextEncoding": (400, "The object is not encoded in UTF-8."),
    "JSONParsingError": (400, "The object is not valid JSON."),
    "LexerInvalidChar": (400, "The SQL expression holds a character that it must not."),
    "MissingHeaders": (400, "The SQL expression names columns that the header of the object has not."),
    "MissingRequiredParameter": (400, "A parameter of the request is missing."),
    "OverMaxRecordSize": (400, "A record of the object is longer than 1 MB."),
    "ParseAsteriskIsNotAloneInSelectList": (400, "An asterisk must be alone in what is selected."),
    "ParseExpectedDatePart": (400, "The SQL expression needs a part of a date."),
    "ParseExpectedKeyword": (400, "The SQL expression needs a keyword."),
    "ParseExpectedLeftParenValueConstructor": (400, "The SQL expression needs a list in parentheses."),
    "ParseExpectedNumber": (400, "The SQL expression needs a number."),
    "ParseExpectedTypeName": (400, "The SQL expression needs the name of a type."),
    "ParseExpectedWhenClause": (400, "The SQL expression needs a WHEN."),
    "ParseInvalidTypeParam": (400, "A type of the SQL expression has no such parameter."),
    "ParseSelectMissingFrom": (400, "The SQL expression has no FROM."),
    "ParseUnexpectedToken": (400, "The SQL expression holds something unexpected."),
    "ParseUnsupportedCallWithStar": (400, "Only COUNT takes an asterisk."),
    "TruncatedInput": (400, "The compressed object ends too early."),
    "UnsupportedFunction": (400, "The SQL expression calls a function that there is not."),
    "UnsupportedSqlStructure": (400, "The SQL expression is built in a way that is not supported."),
    "UnsupportedSyntax": (400, "The SQL expression asks for something that is not part of the language."),
}


class ApiError(Exception):
    """A refusal that becomes an ``<Error>`` answer.

    ``details`` are extra elements of the body, ``headers`` extra headers of the answer; ``close`` says
    that the connection cannot be trusted any more. ``KeyError`` when the code is not in the table.
    """

    def __init__(
        self,
        code: str,
        message: str | None = None,
        *,
        details: tuple[tuple[str, str], ...] = (),
        headers: tuple[tuple[str, str], ...] = (),
        close: bool = False,
    ) -> None:
        self.code = code
        self.status, standard = ERRORS[code]
        self.message = message or standard
        self.details = details
        self.headers = headers
        self.close = close
        super().__init__(f"{code}: {self.message}")
