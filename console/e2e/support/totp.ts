/** Codes as an authenticator makes them (RFC 6238: SHA-1, six digits, 30 seconds). */
import { createHmac } from 'node:crypto';

const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';
const STEP_MS = 30_000;

function bytesOf(secret: string): Buffer {
  let bits = '';
  for (const character of secret.replace(/[\s=]/g, '')) bits += ALPHABET.indexOf(character).toString(2).padStart(5, '0');
  return Buffer.from((bits.match(/.{8}/g) ?? []).map((byte) => parseInt(byte, 2)));
}

export function codeAt(secret: string, step: number): string {
  const counter = Buffer.alloc(8);
  counter.writeBigUInt64BE(BigInt(step));
  const mac = createHmac('sha1', bytesOf(secret)).update(counter).digest();
  const at = (mac[19] as number) & 15;
  return String((mac.readUInt32BE(at) & 0x7fffffff) % 1_000_000).padStart(6, '0');
}

/** Codes that were not used yet: a server takes each once, and those of the step before, this one and the next. */
export class Authenticator {
  private last = 0;

  constructor(private readonly secret: string) {}

  /** The next code the server will take; waits for it where it lies too far ahead. */
  async next(): Promise<string> {
    const now = Math.floor(Date.now() / STEP_MS);
    const step = Math.max(this.last + 1, now - 1);
    const early = (step - 1) * STEP_MS - Date.now();
    if (early > 0) await new Promise((done) => setTimeout(done, early + 500));
    this.last = step;
    return codeAt(this.secret, step);
  }
}
