import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import ts from 'typescript';
import { catalogue } from '../shared/report/catalogue.ts';

const ROOT = join(import.meta.dirname, '..');

interface Source {
  /** From the project's root, with slashes. */
  path: string;
  text: string;
  tree: ts.SourceFile;
}

const sourcesIn = (folder: string): Source[] =>
  readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' })
    .filter((name) => /\.[mc]?ts$/.test(name))
    .map((name) => `${folder}/${name.replaceAll('\\', '/')}`)
    .map((path) => {
      const text = readFileSync(join(ROOT, path), 'utf8');
      return { path, text, tree: ts.createSourceFile(path, text, ts.ScriptTarget.ES2022, true) };
    });

const sources = ['functions', 'infra', 'shared'].flatMap(sourcesIn);
const isTexts = ({ path }: Source): boolean => path.startsWith('shared/report/texts/');

function* nodes(node: ts.Node): Generator<ts.Node> {
  yield node;
  const children: ts.Node[] = [];
  node.forEachChild((child) => {
    children.push(child);
  });
  for (const child of children) yield* nodes(child);
}

const where = ({ path, tree }: Source, node: ts.Node): string =>
  `${path}:${tree.getLineAndCharacterOfPosition(node.getStart(tree)).line + 1}: ${node.getText(tree).slice(0, 80)}`;

/** What a module takes from others at run time; types alone cost nothing. */
const importsOf = ({ tree }: Source): string[] =>
  [...nodes(tree)].flatMap((node) => {
    if (ts.isImportDeclaration(node) && !node.importClause?.isTypeOnly && ts.isStringLiteral(node.moduleSpecifier)) {
      const named = node.importClause?.namedBindings;
      const typesOnly =
        node.importClause !== undefined &&
        node.importClause.name === undefined &&
        named !== undefined &&
        ts.isNamedImports(named) &&
        named.elements.every((one) => one.isTypeOnly);
      return typesOnly ? [] : [node.moduleSpecifier.text];
    }
    if (
      ts.isExportDeclaration(node) &&
      !node.isTypeOnly &&
      node.moduleSpecifier &&
      ts.isStringLiteral(node.moduleSpecifier)
    ) {
      return [node.moduleSpecifier.text];
    }
    const [argument] = ts.isCallExpression(node) ? node.arguments : [];
    return ts.isCallExpression(node) &&
      node.expression.kind === ts.SyntaxKind.ImportKeyword &&
      argument !== undefined &&
      ts.isStringLiteral(argument)
      ? [argument.text]
      : [];
  });

const ids = new Set(catalogue.map(({ row }) => row.id));
const isId = (node: ts.Node | undefined): boolean =>
  node !== undefined && ts.isStringLiteralLike(node) && ids.has(node.text);

/** Some ids are also stages, levels or kinds of event: a comparison with one of these is not about a row. */
const OTHER_VOCABULARY = /(^|\.)(stage|dir|kind|by|event|level|type|furthest|state)\)?$/;
const speaksOfAnother = (node: ts.Node, tree: ts.SourceFile): boolean => OTHER_VOCABULARY.test(node.getText(tree));

const EQUALITY = new Set([
  ts.SyntaxKind.EqualsEqualsToken,
  ts.SyntaxKind.EqualsEqualsEqualsToken,
  ts.SyntaxKind.ExclamationEqualsToken,
  ts.SyntaxKind.ExclamationEqualsEqualsToken,
]);
const ASKS = new Set(['includes', 'indexOf', 'has', 'get', 'startsWith', 'endsWith']);

/** Whether the node compares something with a row's id, or looks something up by one. */
function knowsARow(node: ts.Node, tree: ts.SourceFile): boolean {
  if (ts.isBinaryExpression(node)) {
    const { left, right, operatorToken } = node;
    if (operatorToken.kind === ts.SyntaxKind.InKeyword) return isId(left);
    if (!EQUALITY.has(operatorToken.kind)) return false;
    return (isId(left) && !speaksOfAnother(right, tree)) || (isId(right) && !speaksOfAnother(left, tree));
  }
  if (ts.isCaseClause(node)) return isId(node.expression) && !speaksOfAnother(node.parent.parent.expression, tree);
  if (ts.isElementAccessExpression(node)) return isId(node.argumentExpression);
  if (ts.isCallExpression(node) && ts.isPropertyAccessExpression(node.expression)) {
    const { name, expression } = node.expression;
    const list = ts.isArrayLiteralExpression(expression) ? expression.elements.some(isId) : false;
    return (
      ASKS.has(name.text) && (isId(node.arguments[0]) || (list && !speaksOfAnother(node.arguments[0] ?? node, tree)))
    );
  }
  // A table or a list of ids; those of one word are words of other vocabularies as well.
  const hyphenated = (one: ts.Node): boolean => isId(one) && ts.isStringLiteralLike(one) && one.text.includes('-');
  if (ts.isPropertyAssignment(node)) return hyphenated(node.name);
  return ts.isArrayLiteralExpression(node) && node.elements.some(hyphenated);
}

describe('the engine knows no row by name', () => {
  const scope = sources.filter(
    (source) => /^(shared\/(check|report|command)|functions|infra)\//.test(source.path) && !isTexts(source),
  );

  test.each(['shared/check', 'shared/report', 'functions', 'infra'])('in %s', (folder) => {
    const mine = scope.filter(({ path }) => path.startsWith(`${folder}/`) && !path.startsWith('infra/local/demo/'));
    expect(mine.length).toBeGreaterThan(0);
    const found = mine.flatMap((source) =>
      [...nodes(source.tree)].filter((node) => knowsARow(node, source.tree)).map((node) => where(source, node)),
    );
    expect(found).toEqual([]);
  });

  test.each([
    "if (row.id === 'open-relay') stop();",
    "if ('connect' != id) stop();",
    "switch (row.id) { case 'banner': stop(); }",
    "const gravity = weights['spf-check'];",
    "if (['data', 'quit'].includes(id)) stop();",
    "if (left.includes('open-relay')) stop();",
    "map.get('recipient-filtering');",
    "const weights = { 'open-relay': 100 };",
    "const grave = new Set(['open-relay', 'a']);",
    "if ('spf-check' in table) stop();",
  ])('and this test would see it: %s', (text) => {
    const tree = ts.createSourceFile('x.ts', text, ts.ScriptTarget.ES2022, true);
    expect([...nodes(tree)].some((node) => knowsARow(node, tree))).toBe(true);
  });

  test.each([
    "if (stage === 'connect') stop();",
    "times.find((one) => one.stage !== 'banner');",
    "switch (ending.stage) { case 'data': stop(); }",
    "stream.on('error', stop);",
    "const one = row({ id: 'open-relay', n: 28 });",
    'if (row.deciding) stop();',
  ])('and does not mistake this for it: %s', (text) => {
    const tree = ts.createSourceFile('x.ts', text, ts.ScriptTarget.ES2022, true);
    expect([...nodes(tree)].filter((node) => knowsARow(node, tree))).toEqual([]);
  });
});

test('shared is true on any host: no types of AWS Lambda, no middy', () => {
  const host = /^(aws-lambda|@types\/aws-lambda|@middy\/|middy$|aws-cdk-lib|constructs$)/;
  const found = sources
    .filter(({ path }) => path.startsWith('shared/'))
    // Types too: what a host hands over must not shape the core.
    .filter(({ text }) => [...text.matchAll(/\bfrom\s+'([^']+)'/g)].some(([, name]) => host.test(name ?? '')))
    .map(({ path }) => path);
  expect(found).toEqual([]);
});

test('shared imports nothing from the hosts', () => {
  const found = sources
    .filter(({ path }) => path.startsWith('shared/'))
    .flatMap((source) => importsOf(source).map((name) => `${source.path}: ${name}`))
    .filter((line) => /\.\.\/(functions|infra)\//.test(line));
  expect(found).toEqual([]);
});

test('rows are pure: they import nothing that opens sockets, reads files or keeps time', () => {
  const rows = sources.filter(
    ({ path, text }) => path.startsWith('shared/') && /\brow</.test(text) && !path.endsWith('check/row.ts'),
  );
  expect(rows.length).toBeGreaterThan(20);
  const impure =
    /^node:(net|tls|dgram|dns|https?|http2|fs|timers|child_process|os|process)\b|\/(dial|io|slots|gather|visits?)\.ts$|\/dns\/(client|resolve|exchange|udp|tcp)\.ts$|\/(conversation|handshake)\.ts$/;
  const found = rows.flatMap((source) =>
    importsOf(source)
      .filter((name) => impure.test(name))
      .map((name) => `${source.path}: ${name}`),
  );
  expect(found).toEqual([]);
  const clocked = rows.flatMap((source) =>
    [...nodes(source.tree)]
      .filter((node) => ts.isCallExpression(node) || ts.isNewExpression(node))
      .filter((node) =>
        /^(new Date\(\)|Date\.now\(|performance\.now\(|Math\.random\(|fetch\()/.test(node.getText(source.tree)),
      )
      .map((node) => where(source, node)),
  );
  expect(clocked).toEqual([]);
  expect(rows.filter(({ tree }) => [...nodes(tree)].some(ts.isTryStatement)).map(({ path }) => path)).toEqual([]);
});

test('one row is one file', () => {
  const declared = sources
    .filter(({ path }) => path.startsWith('shared/'))
    .flatMap(({ path, text }) => [...text.matchAll(/\brow<\w+>\(\)\(/g)].map(() => path));
  expect(declared).toHaveLength(new Set(declared).size);
});

test('only one place opens connections for SMTP', () => {
  const found = sources
    .filter(({ path }) => path.startsWith('shared/'))
    .filter((source) => importsOf(source).some((name) => name === 'node:net'))
    .map(({ path, text }) => ({
      path,
      opens: /import \{[^}]*\b(connect|createConnection|Socket as)\b[^}]*\} from 'node:net'/.test(text),
    }))
    .filter(({ opens }) => opens)
    .map(({ path }) => path);
  expect(found).toEqual(['shared/net/dial.ts', 'shared/net/dns/tcp.ts']);
});

test('no file of ours is longer than 200 lines', () => {
  const long = sources
    .filter((source) => !isTexts(source))
    .map(({ path, text }) => ({ path, lines: text.split('\n').length - 1 }))
    .filter(({ lines }) => lines > 200);
  expect(long).toEqual([]);
});

test('no function of ours is longer than 80 lines, and few are longer than 40', () => {
  const lengths = sources
    .filter((source) => !isTexts(source))
    .flatMap((source) =>
      [...nodes(source.tree)].filter(ts.isFunctionLike).flatMap((node) => {
        if (!('body' in node) || node.body === undefined) return [];
        const { line: end } = source.tree.getLineAndCharacterOfPosition(node.end);
        const { line: start } = source.tree.getLineAndCharacterOfPosition(node.getStart(source.tree));
        return [{ at: where(source, node).split(': ')[0], lines: end - start + 1 }];
      }),
    );
  expect(lengths.filter(({ lines }) => lines > 80)).toEqual([]);
  expect(lengths.filter(({ lines }) => lines > 40).length).toBeLessThan(lengths.length / 10);
});
