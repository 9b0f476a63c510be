import type * as Sdk from '@aws-sdk/client-s3';
import { SmearError } from '../../plugin/node-entry.js';
import type { FileStore } from './file-store.js';
import { retryingFetch, type RetryOptions } from './retrying-fetch.js';
import { webFiles } from './web-files.js';

interface OpenClient {
  readonly sdk: typeof Sdk;
  readonly client: Sdk.S3Client;
}

/**
 * Objects of an S3-compatible store, as `s3://bucket/key`. Keys, region and address come from where the AWS SDK looks
 * for them (`AWS_ACCESS_KEY_ID`, `AWS_REGION`, `AWS_ENDPOINT_URL_S3`, profiles, roles). The SDK is loaded on first use.
 */
export function s3Files(retry?: RetryOptions): FileStore {
  let opened: Promise<OpenClient> | undefined;
  const open = () => (opened ??= openClient());
  const read: typeof fetch = async (input, init) => {
    const { sdk, client } = await open();
    const range = new Headers(init?.headers).get('range') ?? undefined;
    const command = new sdk.GetObjectCommand({ ...splitPlace(String(input)), Range: range });
    try {
      const object = await client.send(command, { abortSignal: init?.signal ?? undefined });
      const bytes = (await object.Body?.transformToByteArray()) ?? new Uint8Array(0);
      return new Response(new Uint8Array(bytes), {
        status: object.ContentRange ? 206 : 200,
        headers: {
          'content-length': String(bytes.length),
          ...(object.ContentRange ? { 'content-range': object.ContentRange } : {}),
        },
      });
    } catch (error) {
      const status = statusOf(error);
      if (status !== undefined && status >= 400) return new Response(null, { status });
      throw error;
    }
  };
  return webFiles({
    fetch: retryingFetch(read, retry),
    put: async (place, body, signal) => {
      const { sdk, client } = await open();
      const command = new sdk.PutObjectCommand({ ...splitPlace(place), Body: body });
      await client.send(command, { abortSignal: signal });
    },
    remove: async (place) => {
      const { sdk, client } = await open();
      await client.send(new sdk.DeleteObjectCommand(splitPlace(place)));
    },
    list: async (folder) => {
      const { sdk, client } = await open();
      const { Bucket, Key } = splitPlace(folder);
      const places: string[] = [];
      for await (const page of sdk.paginateListObjectsV2({ client }, { Bucket, Prefix: Key })) {
        for (const { Key: key } of page.Contents ?? []) {
          if (key !== undefined && !key.endsWith('/')) places.push(`s3://${Bucket}/${key}`);
        }
      }
      return places;
    },
  });
}

async function openClient(): Promise<OpenClient> {
  const sdk = await import('@aws-sdk/client-s3').catch((cause: unknown) => {
    throw new SmearError(
      'invalid-argument',
      'Reading and writing s3:// addresses needs the package “@aws-sdk/client-s3”. Install it: npm install @aws-sdk/client-s3.',
      { cause },
    );
  });
  const ownAddress = process.env.AWS_ENDPOINT_URL_S3 ?? process.env.AWS_ENDPOINT_URL;
  const client = new sdk.S3Client({
    region: process.env.AWS_REGION ?? process.env.AWS_DEFAULT_REGION ?? 'us-east-1',
    // Only Amazon answers for buckets as host names.
    forcePathStyle: ownAddress !== undefined,
    // Other stores do not know the SDK's newer checksums.
    requestChecksumCalculation: 'WHEN_REQUIRED',
    responseChecksumValidation: 'WHEN_REQUIRED',
  });
  return { sdk, client };
}

function splitPlace(place: string): { Bucket: string; Key: string } {
  const [Bucket = '', ...steps] = place.replace(/^s3:\/\//, '').split('/');
  return { Bucket, Key: steps.join('/') };
}

function statusOf(error: unknown): number | undefined {
  const metadata = (error as { $metadata?: { httpStatusCode?: number } }).$metadata;
  return metadata?.httpStatusCode;
}
