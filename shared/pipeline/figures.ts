/** A figure that is told while the pipeline works. */
export interface Figure {
  /** As CloudWatch knows it, in the namespace `mxready`. */
  name: string;
  unit: 'Count' | 'Milliseconds';
  /** Few, and of few values: each combination is a metric that costs. Ids and domains are never among them. */
  dimensions: readonly string[];
}

const figure = (name: string, unit: Figure['unit'], ...dimensions: string[]): Figure => ({ name, unit, dimensions });

/** Every figure there is; alarms and dashboard name them. */
export const FIGURES = {
  checkEnded: figure('ChecksEnded', 'Count', 'Verdict'),
  checkDuration: figure('CheckDuration', 'Milliseconds', 'Lane'),
  reportIncomplete: figure('ReportsIncomplete', 'Count'),
  categoryEnded: figure('CategoriesEnded', 'Count', 'Category', 'Outcome'),
  categoryDuration: figure('CategoryDuration', 'Milliseconds', 'Category'),
  ownFault: figure('OwnFaults', 'Count'),
  gaveWay: figure('GaveWay', 'Count', 'Lane'),
  throttled: figure('Throttled421', 'Count'),
  openChecks: figure('OpenChecks', 'Count'),
  runEnded: figure('RunsEnded', 'Count', 'Status'),
  callbackEnded: figure('CallbacksEnded', 'Count', 'Outcome'),
  canary: figure('CanaryPort25', 'Count'),
  deadLetter: figure('DeadLetters', 'Count'),
} as const satisfies Record<string, Figure>;

export type FigureId = keyof typeof FIGURES;
export const NAMESPACE = 'mxready';

/** Tells a figure. @param dimensions one value for each that the figure has */
export type Measure = (id: FigureId, value: number, dimensions?: Readonly<Record<string, string>>) => void;
