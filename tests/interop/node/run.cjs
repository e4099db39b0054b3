'use strict';

// Runs the cases of one group with Tencent's JavaScript client, each of them in every way to the server,
// and prints one line of JSON: what went wrong by way and case (null: nothing).
//
// node run.cjs GROUP SETTINGS, where SETTINGS is the JSON that test_tencent_javascript.py makes.

const fs = require('fs');
const http = require('http');
const os = require('os');
const path = require('path');
const COS = require('cos-nodejs-sdk-v5');

// The client tells of its skewed clock and the like on the console; the result is the only output.
console.log = console.warn = console.error = () => {};

const [group, settings] = [process.argv[2], JSON.parse(process.argv[3])];
const { cases, ways = Object.keys(settings.ways) } = require(`./groups/${group}.cjs`);

/** One request to the server's control interface; the JSON of its answer. */
function control(method, path, body) {
  const text = body === undefined ? '' : JSON.stringify(body);
  return new Promise((resolve, reject) => {
    const request = http.request(
      {
        host: '127.0.0.1',
        port: settings.port,
        method,
        path: `/_emulator/${path}`,
        headers: { Authorization: `Bearer ${settings.control_token}`, 'Content-Length': Buffer.byteLength(text) },
      },
      (response) => {
        const chunks = [];
        response.on('data', (chunk) => chunks.push(chunk));
        response.on('end', () => {
          const answer = Buffer.concat(chunks).toString();
          if (response.statusCode >= 300) reject(new Error(`${method} ${path}: ${response.statusCode} ${answer}`));
          else resolve(answer ? JSON.parse(answer) : null);
        });
      }
    );
    request.on('error', reject);
    request.end(text);
  });
}

/** What a case has at hand: a client, a bucket of its own, a folder. */
class Place {
  constructor(way, number) {
    this.way = way;
    this.scheme = settings.ways[way].Protocol.replace(':', '');
    this.settings = settings;
    this.region = settings.region;
    this.bucket = `node-${settings.run}-${way}-${number}-1250000000`;
    this.folder = fs.mkdtempSync(path.join(os.tmpdir(), 'cos-node-'));
    this.cos = this.client();
    this.where = { Bucket: this.bucket, Region: this.region };
  }

  client(options = {}) {
    const keys = { SecretId: settings.secret_id, SecretKey: settings.secret_key };
    return new COS({ ...keys, ...settings.ways[this.way], ...options });
  }

  at(Key) {
    return { ...this.where, Key };
  }

  /** The host name of the bucket, for copies. */
  get host() {
    return `${this.bucket}.cos.${this.region}.myqcloud.com`;
  }

  file(name, data) {
    const made = path.join(this.folder, name);
    fs.writeFileSync(made, data);
    return made;
  }

  async content(Key, options = {}) {
    return (await this.cos.getObject({ ...this.at(Key), ...options })).Body;
  }

  async put(Key, Body = Buffer.from('x'), options = {}) {
    return this.cos.putObject({ ...this.at(Key), Body, ...options });
  }

  fault(action, match, options = {}) {
    return control('POST', 'faults', { action, match: { bucket: this.bucket, ...match }, ...options });
  }

  /** Takes back the rules of this bucket. */
  async heal() {
    for (const rule of await control('GET', 'faults')) {
      if (rule.match.bucket === this.bucket) await control('DELETE', `faults/${rule.id}`);
    }
  }

  async requests(operation) {
    const { requests } = await control('GET', `requests?operation=${operation}`);
    return requests.filter((entry) => entry.bucket === this.bucket);
  }

  /** A request without the client, by the way it takes itself. */
  fetch(Url, { Method = 'GET', Headers = {}, Body } = {}) {
    const send = require('cos-request');
    const { Proxy: proxy } = settings.ways[this.way];
    return new Promise((resolve, reject) => {
      send(
        { url: Url, method: Method, headers: Headers, body: Body, proxy, encoding: null },
        (error, response, body) => (error ? reject(error) : resolve({ status: response.statusCode, response, body }))
      );
    });
  }
}

async function carryOut(way, name, number) {
  const place = new Place(way, number);
  try {
    await place.cos.putBucket(place.where);
    await cases[name](place);
    return null;
  } catch (error) {
    const said = error && (error.error || error.code) ? ` ${JSON.stringify(error.error || error.code)}` : '';
    return `${(error && error.stack) || error}${said}`;
  } finally {
    await place.heal();
    fs.rmSync(place.folder, { recursive: true, force: true });
  }
}

async function main() {
  const results = {};
  // The ways side by side, the cases of each in turn.
  await Promise.all(
    ways.map(async (way) => {
      results[way] = {};
      for (const [number, name] of Object.keys(cases).entries()) {
        results[way][name] = await carryOut(way, name, number);
      }
    })
  );
  process.stdout.write(JSON.stringify(results) + '\n', () => process.exit(0));
}

main();
