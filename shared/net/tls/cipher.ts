/** Key strength in bits by the cipher's name; Node.js does not tell it. First match counts. */
const STRENGTHS: readonly (readonly [RegExp, number])[] = [
  [/NULL/, 0],
  [/EXP|_40_|RC2.*40/, 40],
  [/3DES|DES-CBC3|DES_EDE/, 112],
  [/(^|[-_])DES[-_]/, 56],
  [/RC4/, 128],
  [/CHACHA20/, 256],
  [/(AES|CAMELLIA|ARIA|SM4)[-_]?256/, 256],
  [/(AES|CAMELLIA|ARIA|SM4)[-_]?128|SEED|IDEA|SM4/, 128],
  [/GOST|MAGMA|KUZNYECHIK/, 256],
];

/** Bits of the symmetric key; null for a name that is not known. */
export function cipherBits(name: string): number | null {
  return STRENGTHS.find(([pattern]) => pattern.test(name))?.[1] ?? null;
}

/** Why a cipher should no longer be used, in the field's own words; null for a good one. */
export function cipherWeakness(name: string): string | null {
  if (/NULL/.test(name)) return 'NULL';
  if (/EXP/.test(name)) return 'EXPORT';
  if (/ADH|AECDH|_anon_/.test(name)) return 'anonymous';
  if (/RC4/.test(name)) return 'RC4';
  if (/3DES|DES-CBC3|DES_EDE/.test(name)) return '3DES';
  return /(^|[-_])DES[-_]/.test(name) ? 'DES' : null;
}
