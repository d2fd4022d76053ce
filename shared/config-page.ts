import { COMMAND_SETTINGS, SERVICE_SETTINGS, SETTINGS } from './config.ts';

const HEAD = `# Configuration

Every setting of mxready, read from the environment and validated at the start. The command takes its defaults from the
same variables; its options win over them. This page is made from \`shared/config.ts\` by \`npm run docs\`.

| variable | default | meaning |
| --- | --- | --- |
`;

/** The page \`docs/configuration.md\`. */
export function configurationPage(): string {
  const tables = [SETTINGS, SERVICE_SETTINGS, COMMAND_SETTINGS];
  const rows = tables
    .flatMap((table) => Object.values(table))
    .map(
      ({ variable, fallback, meaning }) =>
        `| \`${variable}\` | ${fallback === '' ? 'none' : `\`${fallback}\``} | ${meaning} |`,
    );
  return `${HEAD}${rows.join('\n')}\n`;
}
