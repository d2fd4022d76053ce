import type { ConversationLine } from '../check/conversation.ts';
import type { SharedFrom } from '../check/run-category.ts';
import type { RowResult } from '../check/runner.ts';
import type { Reason, Status } from '../check/status.ts';
import type { Mode, Phase, Target } from '../check/target.ts';
import type { Verdict } from './texts/language.ts';

/** A row with its words in the report's language. */
export interface ReportRow extends RowResult {
  title: string;
  text: string;
  remedy: string | null;
  /** Set where a fact of a shared target was taken from another check. */
  sharedFrom: SharedFrom | null;
}

/** From where and as whom was tested. */
export interface Vantage {
  egress: string | null;
  helo: string;
  senders: string[];
  families: ('ipv4' | 'ipv6')[];
  isGateway: boolean;
}

/** The report, schema 1: field names are API (contract.md). */
export interface Report {
  schema: 1;
  id: string;
  domain: string;
  tenantId: string | null;
  target: { host: string; port: number; source: NonNullable<Target['source']>; addresses: string[] } | null;
  mode: Mode;
  phase: Phase;
  /** Services of the gateway that were named with the request. */
  services: string[];
  vantage: Vantage;
  startedAt: string;
  finishedAt: string;
  engine: string;
  verdict: Verdict;
  headline: string;
  counts: Record<Status, number>;
  rows: ReportRow[];
  categories: { id: string; outcome: 'completed' | 'incomplete'; reason: Reason | null; ms: number }[];
  conversations: { id: string; category: string; address: string; port: number; lines: ConversationLine[] }[];
  followUps: { reason: string; checkId: string; notBefore: string }[];
  followUpOf: string | null;
}
