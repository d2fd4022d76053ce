import { FORM_FIELDS, type FormField, type Refused } from '../report/render/html/start-form.ts';
import type { Problem } from './problem.ts';

type Values = Readonly<Record<string, string>>;

const linesOf = (text: string): string[] =>
  text
    .split(/[\r\n,;]+/)
    .map((line) => line.trim())
    .filter((line) => line !== '');

/** Fields whose text stands for something else; what is no such text stays one, and the schema says so. */
const VALUES: Readonly<Record<string, (text: string) => unknown>> = {
  port: (text) => (/^\d{1,9}$/.test(text.trim()) ? Number(text) : text),
  recipients: linesOf,
  send: (text) => (text === 'yes' ? true : text),
  tls: (text) => (text === 'no' ? false : text),
};

/** The body of `POST /v1/checks` that is meant. A field left empty was not given; a domain must be. */
export const bodyOf = (values: Values): Record<string, unknown> => ({
  domain: '',
  ...Object.fromEntries(
    Object.entries(values)
      .filter(([, text]) => text.trim() !== '')
      .map(([name, text]) => [name, Object.hasOwn(VALUES, name) ? VALUES[name]?.(text) : text]),
  ),
});

const isField = (name: string): name is FormField => FORM_FIELDS.some((one) => one === name);

/** The field of the form that a pointer into the body is about. */
function fieldOf(pointer: string): FormField | null {
  const name = pointer.split('/')[1] ?? '';
  return isField(name) ? name : null;
}

/** A problem as the form shows it. */
export const refusedBy = ({ status, message, errors, headers }: Problem): Refused => ({
  status,
  detail: message,
  errors: errors.map(({ pointer, detail }) => ({ field: fieldOf(pointer), detail })),
  seconds: headers['retry-after'] ?? null,
});
