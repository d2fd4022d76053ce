import type { JudgeContext } from '../../check/row.ts';

/**
 * From anywhere but the gateway's own addresses a refusal of the failing sender is a warning: the gateway's hosts may
 * be exempt (rows.md, "Seen from elsewhere").
 */
export const strangerStatus = ({ target }: Pick<JudgeContext, 'target'>): { status?: 'warn' } =>
  target.egressIsGateway ? {} : { status: 'warn' };
