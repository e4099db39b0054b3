'use strict';

const assert = require('assert/strict');

exports.cases = {
  async 'a failure is tried again, and says so'(place) {
    await place.put('k', 'x');
    await place.fault('status', { operation: 'GetObject' }, { status: 503, times: 2 });
    assert.equal((await place.content('k')).toString(), 'x');
    const seen = (await place.requests('GetObject')).map((entry) => [entry.status, entry.retry]);
    assert.deepEqual(seen, [[503, false], [503, true], [200, true]]);
  },

  async 'a failure that stays is given up after four attempts'(place) {
    await place.put('k', 'x');
    await place.fault('status', { operation: 'HeadObject' }, { status: 500, times: 4 });
    await assert.rejects(place.cos.headObject(place.at('k')), { statusCode: 500 });
    assert.equal((await place.requests('HeadObject')).length, 4);
  },

  async 'what the client did wrong is not tried again'(place) {
    await assert.rejects(place.cos.getObject(place.at('missing')), { statusCode: 404 });
    assert.equal((await place.requests('GetObject')).length, 1);
  },

  async 'a cut connection is tried again'(place) {
    await place.put('k', 'x');
    await place.fault('reset_before', { operation: 'GetObject' });
    assert.equal((await place.content('k')).toString(), 'x');
    assert.equal((await place.requests('GetObject')).length, 2);
  },

  async 'without the request id the last attempt goes to the other domain'(place) {
    await place.put('k', 'x');
    await place.fault('status', { operation: 'GetObject' }, { status: 502, request_id: false, times: 3 });
    const urls = [];
    place.cos.on('before-send', ({ url }) => urls.push(new URL(url).hostname));
    assert.equal((await place.content('k')).toString(), 'x');
    const last = place.way.startsWith('proxy') ? /\.tencentcos\.cn$/ : /^127\.0\.0\.1$/;
    assert.match(urls.at(-1), last);
    assert.equal(urls.length, 4);
  },

  async 'a copy that fails after status 200 is tried again'(place) {
    await place.put('from', 'x');
    await place.fault('error_body', { operation: 'CopyObject' }, { code: 'SlowDown' });
    await place.cos.putObjectCopy({ ...place.at('to'), CopySource: `${place.host}/from` });
    assert.equal((await place.content('to')).toString(), 'x');
  },

  async 'a clock that is wrong is set right'(place) {
    const cos = place.client({ SystemClockOffset: 7200 * 1000 });
    await cos.putObject({ ...place.at('k'), Body: 'x' });
    assert.ok(Math.abs(cos.options.SystemClockOffset) < 60000);
    const early = place.client({ SystemClockOffset: -7200 * 1000 });
    assert.equal((await early.getObject(place.at('k'))).Body.toString(), 'x');
    const stubborn = place.client({ SystemClockOffset: 7200 * 1000, CorrectClockSkew: false });
    await assert.rejects(stubborn.getObject(place.at('k')), { statusCode: 403, code: 'RequestTimeTooSkewed' });
  },
};
