'use strict';

const assert = require('assert/strict');

exports.cases = {
  async 'CORS, and the preflight it decides'(place) {
    const { cos, where } = place;
    assert.deepEqual((await cos.getBucketCors(where)).CORSRules, []);
    const rule = {
      AllowedOrigins: ['https://a.example', 'https://*.b.example'],
      AllowedMethods: ['GET', 'PUT'],
      AllowedHeaders: ['x-cos-meta-a', 'range'],
      ExposeHeaders: ['ETag'],
      MaxAgeSeconds: '600',
    };
    await cos.putBucketCors({ ...where, CORSRules: [rule] });
    assert.deepEqual((await cos.getBucketCors(where)).CORSRules, [rule]);
    const ask = { ...place.at('k'), AccessControlRequestMethod: 'PUT', AccessControlRequestHeaders: 'range' };
    const allowed = await cos.optionsObject({ ...ask, Origin: 'https://x.b.example' });
    assert.equal(allowed.AccessControlAllowOrigin, 'https://x.b.example');
    assert.equal(allowed.AccessControlMaxAge, '600');
    const refused = await cos.optionsObject({ ...ask, Origin: 'https://c.example' });
    assert.equal(refused.OptionsForbidden, true);
    await cos.deleteBucketCors(where);
    assert.deepEqual((await cos.getBucketCors(where)).CORSRules, []);
  },

  async lifecycle({ cos, where }) {
    assert.deepEqual((await cos.getBucketLifecycle(where)).Rules, []);
    const Rules = [
      { ID: '1', Status: 'Enabled', Filter: { Prefix: 'a/' }, Expiration: { Days: '7' } },
      { ID: '2', Status: 'Disabled', Filter: {}, Transition: { Days: '30', StorageClass: 'ARCHIVE' } },
    ];
    await cos.putBucketLifecycle({ ...where, Rules });
    const kept = (await cos.getBucketLifecycle(where)).Rules;
    assert.deepEqual(kept.map((rule) => [rule.ID, rule.Status]), [['1', 'Enabled'], ['2', 'Disabled']]);
    assert.equal(kept[0].Expiration.Days, '7');
    await cos.deleteBucketLifecycle(where);
    assert.deepEqual((await cos.getBucketLifecycle(where)).Rules, []);
  },

  async 'versioning and replication'({ cos, where }) {
    assert.deepEqual((await cos.getBucketVersioning(where)).VersioningConfiguration, {});
    await cos.putBucketVersioning({ ...where, VersioningConfiguration: { Status: 'Enabled' } });
    assert.equal((await cos.getBucketVersioning(where)).VersioningConfiguration.Status, 'Enabled');
    const ReplicationConfiguration = {
      Role: 'qcs::cam::uin/100000000001:uin/100000000001',
      Rules: [
        {
          ID: '1',
          Status: 'Enabled',
          Prefix: 'p',
          Destination: { Bucket: 'qcs::cos:ap-beijing::other-1250000000', StorageClass: 'Standard' },
        },
      ],
    };
    await cos.putBucketReplication({ ...where, ReplicationConfiguration });
    const kept = (await cos.getBucketReplication(where)).ReplicationConfiguration;
    assert.deepEqual(kept.Rules.map((rule) => rule.Prefix), ['p']);
    await cos.deleteBucketReplication(where);
    await assert.rejects(cos.getBucketReplication(where), { statusCode: 404 });
  },

  async website({ cos, where }) {
    assert.deepEqual((await cos.getBucketWebsite(where)).WebsiteConfiguration, {});
    const WebsiteConfiguration = {
      IndexDocument: { Suffix: 'index.html' },
      ErrorDocument: { Key: 'error.html' },
      RoutingRules: [
        { Condition: { HttpErrorCodeReturnedEquals: '404' }, Redirect: { ReplaceKeyWith: '404.html' } },
      ],
    };
    await cos.putBucketWebsite({ ...where, WebsiteConfiguration });
    const kept = (await cos.getBucketWebsite(where)).WebsiteConfiguration;
    assert.deepEqual(kept.IndexDocument, { Suffix: 'index.html' });
    assert.equal(kept.RoutingRules[0].Redirect.ReplaceKeyWith, '404.html');
    await cos.deleteBucketWebsite(where);
    assert.deepEqual((await cos.getBucketWebsite(where)).WebsiteConfiguration, {});
  },

  async referer({ cos, where }) {
    const RefererConfiguration = {
      Status: 'Disabled',
      RefererType: 'White-List',
      DomainList: { Domains: ['*.a.example', '*.b.example'] },
      EmptyReferConfiguration: 'Allow',
    };
    await cos.putBucketReferer({ ...where, RefererConfiguration });
    assert.deepEqual((await cos.getBucketReferer(where)).RefererConfiguration, RefererConfiguration);
  },

  async domain({ cos, where, bucket }) {
    const Name = `${bucket}.example`;
    await cos.putBucketDomain({ ...where, DomainRule: [{ Status: 'DISABLED', Name, Type: 'REST' }] });
    const kept = (await cos.getBucketDomain(where)).DomainRule;
    assert.deepEqual(kept.map((rule) => rule.Name), [Name]);
    await cos.deleteBucketDomain(where);
    await assert.rejects(cos.getBucketDomain(where), { statusCode: 404, code: 'DomainConfigNotFoundError' });
  },

  async origin({ cos, where }) {
    const rule = {
      OriginType: 'Mirror',
      OriginCondition: { HTTPStatusCode: '404', Prefix: 'p' },
      OriginParameter: { Protocol: 'HTTP' },
      OriginInfo: { HostInfo: { HostName: 'origin.example' } },
    };
    await cos.putBucketOrigin({ ...where, OriginRule: [rule] });
    const [kept] = (await cos.getBucketOrigin(where)).OriginRule;
    assert.equal(kept.OriginInfo.HostInfo.HostName, 'origin.example');
    await cos.deleteBucketOrigin(where);
    await assert.rejects(cos.getBucketOrigin(where), { statusCode: 404 });
  },

  async logging({ cos, where, bucket }) {
    const BucketLoggingStatus = { LoggingEnabled: { TargetBucket: bucket, TargetPrefix: 'logs/' } };
    await cos.putBucketLogging({ ...where, BucketLoggingStatus });
    assert.deepEqual((await cos.getBucketLogging(where)).BucketLoggingStatus, BucketLoggingStatus);
  },

  async tagging({ cos, where }) {
    assert.deepEqual((await cos.getBucketTagging(where)).Tags, []);
    const Tags = [{ Key: 'a', Value: '1' }, { Key: 'b', Value: '测' }];
    await cos.putBucketTagging({ ...where, Tagging: { Tags } });
    assert.deepEqual((await cos.getBucketTagging(where)).Tags, Tags);
    await cos.deleteBucketTagging(where);
    assert.deepEqual((await cos.getBucketTagging(where)).Tags, []);
  },

  async inventory({ cos, where, bucket, region }) {
    const configuration = (Id) => ({
      Id,
      IsEnabled: 'true',
      Destination: {
        COSBucketDestination: {
          Format: 'CSV',
          AccountId: '100000000001',
          Bucket: `qcs::cos:${region}::${bucket}`,
          Prefix: 'list',
          Encryption: { SSECOS: '' },
        },
      },
      Schedule: { Frequency: 'Daily' },
      Filter: { Prefix: 'p' },
      IncludedObjectVersions: 'All',
      OptionalFields: ['Size', 'ETag'],
    });
    for (const Id of ['one', 'two']) {
      await cos.putBucketInventory({ ...where, Id, InventoryConfiguration: configuration(Id) });
    }
    assert.deepEqual(
      (await cos.getBucketInventory({ ...where, Id: 'one' })).InventoryConfiguration,
      configuration('one')
    );
    const listed = (await cos.listBucketInventory(where)).InventoryConfigurations;
    assert.deepEqual(listed.map((entry) => entry.Id), ['one', 'two']);
    await cos.deleteBucketInventory({ ...where, Id: 'one' });
    await assert.rejects(cos.getBucketInventory({ ...where, Id: 'one' }), { statusCode: 404 });
  },

  async acceleration({ cos, where }) {
    assert.deepEqual((await cos.getBucketAccelerate(where)).AccelerateConfiguration, {});
    await cos.putBucketAccelerate({ ...where, AccelerateConfiguration: { Status: 'Enabled' } });
    assert.equal((await cos.getBucketAccelerate(where)).AccelerateConfiguration.Status, 'Enabled');
  },

  async encryption({ cos, where }) {
    assert.deepEqual((await cos.getBucketEncryption(where)).EncryptionConfiguration.Rules, []);
    const Rule = [{ ApplySideEncryptionConfiguration: { SSEAlgorithm: 'AES256' } }];
    await cos.putBucketEncryption({ ...where, ServerSideEncryptionConfiguration: { Rule } });
    const kept = await cos.getBucketEncryption(where);
    assert.equal(
      kept.ServerSideEncryptionConfiguration.Rule.ApplyServerSideEncryptionByDefault.SSEAlgorithm,
      'AES256'
    );
    await cos.deleteBucketEncryption(where);
    assert.deepEqual((await cos.getBucketEncryption(where)).EncryptionConfiguration.Rules, []);
  },

  async policy({ cos, where, bucket, region }) {
    await assert.rejects(cos.getBucketPolicy(where), { statusCode: 404, ErrorStatus: 'Policy Not Found' });
    const statement = {
      Effect: 'allow',
      Principal: { qcs: ['qcs::cam::uin/100000000001:uin/100000000001'] },
      Action: ['name/cos:GetObject'],
      Resource: [`qcs::cos:${region}:uid/1250000000:${bucket}/*`],
    };
    await cos.putBucketPolicy({ ...where, Policy: { version: '2.0', Statement: [statement] } });
    const kept = (await cos.getBucketPolicy(where)).Policy;
    assert.deepEqual((kept.Statement || kept.statement).map((entry) => entry.Action), [statement.Action]);
    await cos.deleteBucketPolicy(where);
    await assert.rejects(cos.getBucketPolicy(where), { statusCode: 404 });
  },
};
