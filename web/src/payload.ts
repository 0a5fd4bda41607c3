// The payload's text back to bytes: web/bundle/payload.go writes it, 13 bits in
// two of the printable characters without <, & and the backslash.

const digits = new Uint8Array(128);
let radix = 0;
for (let code = 0x21; code < 0x7f; code++) {
  if (!"<&\\".includes(String.fromCharCode(code))) digits[code] = radix++;
}

export function decode(text: string): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(Math.ceil((text.length * 13) / 16));
  let at = 0;
  let bits = 0;
  let n = 0;
  for (let i = 0; i < text.length; i += 2) {
    const low = digits[text.charCodeAt(i)]!;
    if (i + 1 < text.length) {
      bits |= (digits[text.charCodeAt(i + 1)]! * radix + low) << n;
      n += 13;
    } else {
      bits |= low << n;
      n += 6;
    }
    for (; n >= 8; n -= 8) {
      bytes[at++] = bits;
      bits >>>= 8;
    }
  }
  return bytes.subarray(0, at);
}
