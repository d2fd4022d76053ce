import type { Report } from '../report.ts';

/** The report as JSON, one object, with a line's end. */
export const renderJson = (report: Report): string => `${JSON.stringify(report, null, 2)}\n`;
