/* A document of each kind that nodes are read from: what the published functions make of it is compared with
   what its table makes of it. */
#ifndef TEST_NODES_SAMPLES_H
#define TEST_NODES_SAMPLES_H

#define SAMPLE_LIST \
    "<ListBucketResult><Contents><Key>a&lt;&amp;&#10;b</Key><LastModified>L</LastModified><ETag>&quot;e&quot;</ETag>" \
    "<Size>5</Size><Owner><ID>o</ID><DisplayName>d</DisplayName></Owner><StorageClass>S</StorageClass></Contents>" \
    "<Contents><Key><![CDATA[c<d]]></Key></Contents><CommonPrefixes><Prefix>p/</Prefix></CommonPrefixes>" \
    "<CommonPrefixes><Prefix>q/</Prefix></CommonPrefixes></ListBucketResult>"
#define SAMPLE_PARTS \
    "<ListPartsResult><Part><PartNumber>1</PartNumber><LastModified>L</LastModified><ETag>e1</ETag><Size>7</Size></Part>" \
    "<Part><PartNumber>2</PartNumber></Part></ListPartsResult>"
#define SAMPLE_UPLOADS \
    "<ListMultipartUploadsResult><Upload><Key>k</Key><UploadId>u</UploadId><Initiated>i</Initiated></Upload>" \
    "<Upload><Key>k2</Key></Upload></ListMultipartUploadsResult>"
#define SAMPLE_DELETED \
    "<DeleteResult><Deleted><Key>a+b</Key></Deleted><Deleted><Key>c</Key></Deleted></DeleteResult>"
#define SAMPLE_ACL \
    "<AccessControlPolicy xmlns=\"n\"><Owner><ID>o</ID><DisplayName>d</DisplayName></Owner><AccessControlList><Grant>" \
    "<Grantee xmlns:xsi=\"x\" xsi:type=\"CanonicalUser\"><ID>g&amp;</ID><DisplayName>n</DisplayName></Grantee>" \
    "<Permission>READ</Permission></Grant><Grant><Grantee xsi:type=\"Group\"><URI>http://all</URI></Grantee>" \
    "<Permission>WRITE</Permission></Grant></AccessControlList></AccessControlPolicy>"
#define SAMPLE_CORS \
    "<CORSConfiguration><CORSRule><ID>r</ID><AllowedOrigin>a</AllowedOrigin><AllowedOrigin>b</AllowedOrigin>" \
    "<AllowedMethod>GET</AllowedMethod><AllowedHeader>*</AllowedHeader><ExposeHeader>E</ExposeHeader>" \
    "<MaxAgeSeconds>5</MaxAgeSeconds></CORSRule><CORSRule><ID>s</ID></CORSRule></CORSConfiguration>"
#define SAMPLE_LIFECYCLE \
    "<LifecycleConfiguration><Rule><ID>r</ID><Status>Enabled</Status><Filter><Prefix>p</Prefix></Filter>" \
    "<Expiration><Days>9</Days></Expiration><Transition><Days>3</Days><StorageClass>ARCHIVE</StorageClass></Transition>" \
    "<AbortIncompleteMultipartUpload><DaysAfterInitiation>2</DaysAfterInitiation></AbortIncompleteMultipartUpload>" \
    "</Rule><Rule><ID>s</ID></Rule></LifecycleConfiguration>"
#define SAMPLE_REPLICATION \
    "<ReplicationConfiguration><Role>qcs</Role><Rule><Status>Enabled</Status><ID>i</ID><Prefix>p</Prefix><Destination>" \
    "<Bucket>b</Bucket><StorageClass>S</StorageClass></Destination></Rule><Rule><ID>j</ID></Rule></ReplicationConfiguration>"
#define SAMPLE_VERSIONING "<VersioningConfiguration><Status>Enabled</Status></VersioningConfiguration>"
#define SAMPLE_WEBSITE \
    "<?xml version='1.0'?><WebsiteConfiguration><IndexDocument><Suffix>i</Suffix></IndexDocument><RedirectAllRequestsTo>" \
    "<Protocol>https</Protocol></RedirectAllRequestsTo><ErrorDocument><Key>e</Key></ErrorDocument><RoutingRules>" \
    "<RoutingRule><Condition><KeyPrefixEquals>k</KeyPrefixEquals></Condition><Redirect><ReplaceKeyWith>w</ReplaceKeyWith>" \
    "</Redirect></RoutingRule></RoutingRules></WebsiteConfiguration>"
#define SAMPLE_DOMAIN \
    "<DomainConfiguration><DomainRule><Status>ENABLED</Status><Name>n</Name><Type>REST</Type>" \
    "<ForcedReplacement>CNAME</ForcedReplacement></DomainRule></DomainConfiguration>"
#define SAMPLE_LOGGING \
    "<BucketLoggingStatus><LoggingEnabled><TargetBucket>b</TargetBucket><TargetPrefix>p</TargetPrefix></LoggingEnabled>" \
    "</BucketLoggingStatus>"
#define SAMPLE_INVENTORY \
    "<?xml version=\"1.0\"?><InventoryConfiguration><Id>i</Id><IsEnabled>true</IsEnabled><OptionalFields><Field>Size</Field>" \
    "<Field>ETag</Field></OptionalFields><Destination><COSBucketDestination><Format>CSV</Format></COSBucketDestination>" \
    "</Destination></InventoryConfiguration>"
#define SAMPLE_INVENTORIES \
    "<ListInventoryConfigurationResult><InventoryConfiguration><Id>i</Id></InventoryConfiguration>" \
    "<IsTruncated>true</IsTruncated><NextContinuationToken>t</NextContinuationToken></ListInventoryConfigurationResult>"
#define SAMPLE_TAGGING "<Tagging><TagSet><Tag><Key>k</Key><Value>v</Value></Tag></TagSet></Tagging>"
#define SAMPLE_REFERER \
    "<RefererConfiguration><Status>Enabled</Status><DomainList><Domain>a</Domain><Domain>b</Domain></DomainList>" \
    "</RefererConfiguration>"
#define SAMPLE_TIERING \
    "<IntelligentTieringConfiguration><Status>Enabled</Status><Transition><Days>30</Days></Transition>" \
    "</IntelligentTieringConfiguration>"
#define SAMPLE_CHANNEL \
    "<LiveChannelConfiguration><Description>d</Description><Status>enabled</Status><Target><Type>HLS</Type>" \
    "<FragDuration>5</FragDuration><FragCount>3</FragCount><PlaylistName>p.m3u8</PlaylistName></Target>" \
    "</LiveChannelConfiguration>"
#define SAMPLE_URLS \
    "<CreateLiveChannelResult><PublishUrls><Url>rtmp://a</Url><Url>rtmp://b</Url></PublishUrls><PlayUrls><Url>http://c</Url>" \
    "</PlayUrls></CreateLiveChannelResult>"
#define SAMPLE_STAT \
    "<LiveChannelStat><Status>Live</Status><ConnectedTime>t</ConnectedTime><RemoteAddr>r</RemoteAddr><Video><Width>1</Width>" \
    "<Height>2</Height><FrameRate>3</FrameRate><Bandwidth>4</Bandwidth><Codec>H</Codec></Video><Audio><Bandwidth>5</Bandwidth>" \
    "<SampleRate>6</SampleRate><Codec>A</Codec></Audio></LiveChannelStat>"
#define SAMPLE_CHANNELS \
    "<ListLiveChannelResult><LiveChannel><Name>n</Name><PublishUrls><Url>u</Url></PublishUrls></LiveChannel><LiveChannel>" \
    "<Name>m</Name></LiveChannel></ListLiveChannelResult>"
#define SAMPLE_HISTORY \
    "<LiveChannelHistory><LiveRecord><StartTime>s</StartTime><EndTime>e</EndTime><RemoteAddr>r</RemoteAddr></LiveRecord>" \
    "<LiveRecord><StartTime>t</StartTime></LiveRecord></LiveChannelHistory>"

#endif
