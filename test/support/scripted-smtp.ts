/** A mail server whose whole behaviour is data. `startSmtpServer({})` is a healthy one; every option is a deviation. */
export { type SmtpServer, startSmtpServer } from './scripted-smtp/server.ts';
export type {
  ConnectionRecord,
  Script,
  ServerOptions,
  ServerTls,
  Stage,
  StageName,
  State,
  Step,
  StepDetail,
} from './scripted-smtp/types.ts';
