import type { CheckRequest } from '../check/request.ts';
import type { TenantDomain } from '../store/tenant-store.ts';
import { CHECK_BODY, type CheckBody } from './check-schema.ts';

/** What a body of `POST /v1/checks` asks for. */
export const requestFrom = (body: CheckBody): CheckRequest => {
  const {
    target = null,
    gateway = null,
    categories = null,
    services = [],
    tenantId: _,
    maxAge: __,
    callbackUrl: ___,
    ...rest
  } = body;
  const named = services.length === 0 ? {} : { services: [...new Set(services)].sort() };
  return { ...rest, ...named, target, gateway, categories, recipients: [...new Set(rest.recipients)] };
};

/** What a check of a registered domain asks for: what is said of it, and else the defaults of today. @throws ZodError */
export const requestOf = (said: TenantDomain): CheckRequest => requestFrom(CHECK_BODY.parse(said));
