// Types of the HTTP API, made from its OpenAPI description: `npm run docs`. For openapi-fetch and its like.
export interface paths {
    "/v1/checks": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Checks of a tenant or a domain, newest first */
        get: operations["listChecks"];
        put?: never;
        /** Start a check */
        post: operations["createCheck"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/checks/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Follow a check */
        get: operations["readCheck"];
        put?: never;
        post?: never;
        /** Cancel a check and erase what is stored of it */
        delete: operations["deleteCheck"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/checks/{id}/report": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The report of a finished check */
        get: operations["readReport"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/checks/{id}/changes": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** What differs from the check before of the same tenant and domain */
        get: operations["readChanges"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/checks/{id}/links": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Make a link that shows this check to whoever has it */
        post: operations["createLink"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/s/{token}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Follow the check that a link shows */
        get: operations["readLink"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/callback-secret": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** What callbacks are signed with, newest first */
        get: operations["callbackSecret"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/tenants/{tenantId}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** A tenant with its domains and what it has acknowledged */
        get: operations["readTenant"];
        /** Register a tenant, in place of what was registered of it */
        put: operations["putTenant"];
        post?: never;
        /** Erase a tenant: its place in the register, its acknowledgements, all its checks */
        delete: operations["deleteTenant"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/tenants": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The register, in no particular order */
        get: operations["listTenants"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/tenants/import": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Register many tenants: all of them, or none where a line is wrong */
        post: operations["importTenants"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/tenants/{tenantId}/acknowledgements": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /** Name the findings that stay quiet until they change, in place of those before */
        put: operations["putAcknowledgements"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/rechecks": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Runs, newest first */
        get: operations["listRechecks"];
        put?: never;
        /** Start a run: check the domains of the register anew */
        post: operations["createRecheck"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/rechecks/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Follow a run */
        get: operations["readRecheck"];
        put?: never;
        /** What the buttons of the page of a run send */
        post: operations["steerForm"];
        delete?: never;
        options?: never;
        head?: never;
        /** Pause a run, let it go on, or cancel it */
        patch: operations["steerRecheck"];
        trace?: never;
    };
    "/v1/rechecks/{id}/results": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** What the domains of a run came to */
        get: operations["readResults"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/rechecks/{id}/digest": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** What is to be read of a run: a line a tenant, gravest first */
        get: operations["readDigest"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/catalogue": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Categories, rows, codes, texts */
        get: operations["catalogue"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/health": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Our own side */
        get: operations["health"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/health/details": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Our own side, with what is known of it: way out, identities, families */
        get: operations["healthDetails"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/egress": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Where we test from */
        get: operations["egress"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** A page for people: a form for a check, recent checks (where MXREADY_START_PAGE is on) */
        get: operations["startPage"];
        put?: never;
        /** What the form of that page sends */
        post: operations["startForm"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/rechecks": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** What the form of the start page sends that starts a run (where MXREADY_START_PAGE is on) */
        post: operations["recheckForm"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/openapi.json": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** This description */
        get: operations["openapi"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
}
export type webhooks = Record<string, never>;
export interface components {
    schemas: {
        CheckRequest: {
            /** @description mail domain, like contoso.com */
            domain: string;
            /** @description mail server to test, name or address; left out: the domain's MX */
            target?: string;
            /**
             * @description 25, 465 (implicit TLS), 587 or 2525
             * @default 25
             */
            port?: number;
            /**
             * @default auto
             * @enum {string}
             */
            mode?: "auto" | "inline" | "parallel";
            /**
             * @default auto
             * @enum {string}
             */
            phase?: "auto" | "before" | "after";
            /** @description expected gateway host; left out: derived from the domain */
            gateway?: string;
            /**
             * @description whether STARTTLS is used
             * @default true
             */
            tls?: boolean;
            /** @description mailboxes of the domain that exist; tested beside postmaster, abuse and two random ones */
            recipients?: string[];
            /**
             * @description whether test messages may be sent, so that what happens after DATA is tested too
             * @default false
             */
            send?: boolean;
            /** @description only these; left out: all */
            categories?: ("dns" | "session" | "envelope" | "relay")[];
            /** @description services of the gateway that are ordered for the domain; shown in the report */
            services?: string[];
            /**
             * @description the report's language
             * @default en
             * @enum {string}
             */
            lang?: "en" | "de";
            tenantId?: string;
            /** @description https URL that is called when the check has ended, and once more when a second look has; what is called, and how it is signed: docs/service.md, "Callbacks". A finished check (200) is the answer by itself: nobody is called for it */
            callbackUrl?: string;
            /** @description seconds: a finished check of the same request no older is returned */
            maxAge?: number;
        };
        RetryRequest: {
            /**
             * Format: uuid
             * @description id of the check that is to be repeated
             */
            retryOf: string;
        };
        Check: {
            /** Format: uuid */
            id: string;
            /** @enum {string} */
            status: "queued" | "running" | "done" | "cancelled";
            progress: {
                done: number;
                total: number;
            };
            categories: {
                id: string;
                /** @enum {string} */
                status: "queued" | "running" | "completed" | "incomplete";
            }[];
            rows: components["schemas"]["Row"][];
            report: components["schemas"]["Report"] | null;
            links: {
                [key: string]: string;
            };
        };
        Row: {
            n: number | null;
            id: string;
            category: string;
            subject: string | null;
            title: string;
            /** @enum {string} */
            status: "pass" | "info" | "warn" | "fail" | "notApplicable" | "inconclusive" | "notTested";
            code: string;
            value: string | number | string[] | null;
            text: string;
            data: {
                [key: string]: string | number | boolean | null | (string | number)[];
            };
            remedy: string | null;
            reason: ("not-asked" | "not-configured" | "no-target" | "earlier-step" | "deadline" | "no-route" | "our-egress" | "our-address-listed" | "our-reverse-dns" | "throttled" | "deferred" | "tls-demanded" | "authentication-required" | "null-sender" | "server-trouble" | "everything-refused" | "connection-closed" | "no-common-cipher" | "unreachable-from-here" | "gateway-only" | "no-reply" | "target-busy" | "dns-trouble" | "sending-not-allowed" | "internal") | null;
            side: ("server" | "dns" | "gateway" | "tester") | null;
            gravity: number | null;
            sharedFrom: {
                checkId: string;
                /** Format: date-time */
                at: string;
            } | null;
            reply: string | null;
            stage: ("connect" | "banner" | "ehlo" | "starttls" | "tls" | "mail" | "rcpt" | "data" | "endOfData" | "quit") | null;
            ms: number | null;
            evidence: {
                conversation: string;
                lines: number[];
            }[];
        };
        Report: {
            /** @constant */
            schema: 1;
            id: string;
            domain: string;
            tenantId: string | null;
            target: {
                host: string;
                port: number;
                /** @enum {string} */
                source: "given" | "mx" | "implicit";
                addresses: (string)[];
            } | null;
            /** @enum {string} */
            mode: "inline" | "parallel" | "unprovisioned";
            /** @enum {string} */
            phase: "before" | "after";
            services: string[];
            vantage: {
                egress: string | null;
                helo: string;
                senders: string[];
                families: ("ipv4" | "ipv6")[];
                isGateway: boolean;
            };
            /** Format: date-time */
            startedAt: string;
            /** Format: date-time */
            finishedAt: string;
            engine: string;
            /** @enum {string} */
            verdict: "ready" | "readyWithWarnings" | "notReady" | "incomplete";
            headline: string;
            counts: {
                pass: number;
                info: number;
                warn: number;
                fail: number;
                notApplicable: number;
                inconclusive: number;
                notTested: number;
            };
            rows: components["schemas"]["Row"][];
            categories: {
                id: string;
                /** @enum {string} */
                outcome: "completed" | "incomplete";
                reason: ("not-asked" | "not-configured" | "no-target" | "earlier-step" | "deadline" | "no-route" | "our-egress" | "our-address-listed" | "our-reverse-dns" | "throttled" | "deferred" | "tls-demanded" | "authentication-required" | "null-sender" | "server-trouble" | "everything-refused" | "connection-closed" | "no-common-cipher" | "unreachable-from-here" | "gateway-only" | "no-reply" | "target-busy" | "dns-trouble" | "sending-not-allowed" | "internal") | null;
                ms: number;
            }[];
            conversations: {
                id: string;
                category: string;
                address: string;
                port: number;
                lines: {
                    ms: number;
                    /** @enum {string} */
                    dir: "*" | "S" | "C";
                    tls: boolean;
                    text: string;
                }[];
            }[];
            followUps: {
                reason: string;
                checkId: string;
                /** Format: date-time */
                notBefore: string;
            }[];
            followUpOf: string | null;
        };
        Problem: {
            type: string;
            title: string;
            status: number;
            detail: string;
            instance: string;
            errors?: {
                pointer: string;
                detail: string;
            }[];
            /**
             * Format: uuid
             * @description of the run that goes on, where it keeps another from beginning
             */
            runId?: string;
        };
        Checks: {
            items: {
                /** Format: uuid */
                id: string;
                domain: string | null;
                tenantId: string | null;
                /** @enum {string} */
                status: "queued" | "running" | "done" | "cancelled";
                verdict: ("ready" | "readyWithWarnings" | "notReady" | "incomplete") | null;
                /** Format: date-time */
                createdAt: string;
                finishedAt: string | null;
                followUpOf: string | null;
                links: {
                    [key: string]: string;
                };
            }[];
            next: string | null;
        };
        Changes: {
            /** Format: uuid */
            id: string;
            since: {
                /** Format: uuid */
                checkId: string;
                /** Format: date-time */
                finishedAt: string;
            } | null;
            worse: {
                row: string;
                subject: string | null;
                title: string | null;
                text: string | null;
                side: ("server" | "dns" | "gateway" | "tester") | null;
                gravity: number | null;
                from: {
                    /** @enum {string} */
                    status: "pass" | "info" | "warn" | "fail" | "notApplicable" | "inconclusive" | "notTested";
                    code: string;
                    value: string | null;
                } | null;
                to: {
                    /** @enum {string} */
                    status: "pass" | "info" | "warn" | "fail" | "notApplicable" | "inconclusive" | "notTested";
                    code: string;
                    value: string | null;
                };
            }[];
            better: {
                row: string;
                subject: string | null;
                title: string | null;
                text: string | null;
                side: ("server" | "dns" | "gateway" | "tester") | null;
                gravity: number | null;
                from: {
                    /** @enum {string} */
                    status: "pass" | "info" | "warn" | "fail" | "notApplicable" | "inconclusive" | "notTested";
                    code: string;
                    value: string | null;
                } | null;
                to: {
                    /** @enum {string} */
                    status: "pass" | "info" | "warn" | "fail" | "notApplicable" | "inconclusive" | "notTested";
                    code: string;
                    value: string | null;
                };
            }[];
            new: {
                row: string;
                subject: string | null;
                title: string | null;
                text: string | null;
                side: ("server" | "dns" | "gateway" | "tester") | null;
                gravity: number | null;
                from: {
                    /** @enum {string} */
                    status: "pass" | "info" | "warn" | "fail" | "notApplicable" | "inconclusive" | "notTested";
                    code: string;
                    value: string | null;
                } | null;
                to: {
                    /** @enum {string} */
                    status: "pass" | "info" | "warn" | "fail" | "notApplicable" | "inconclusive" | "notTested";
                    code: string;
                    value: string | null;
                };
            }[];
            unknown: {
                row: string;
                subject: string | null;
                title: string | null;
                text: string | null;
                side: ("server" | "dns" | "gateway" | "tester") | null;
                gravity: number | null;
                from: {
                    /** @enum {string} */
                    status: "pass" | "info" | "warn" | "fail" | "notApplicable" | "inconclusive" | "notTested";
                    code: string;
                    value: string | null;
                } | null;
                to: {
                    /** @enum {string} */
                    status: "pass" | "info" | "warn" | "fail" | "notApplicable" | "inconclusive" | "notTested";
                    code: string;
                    value: string | null;
                };
            }[];
            changed: {
                row: string;
                subject: string | null;
                title: string | null;
                text: string | null;
                side: ("server" | "dns" | "gateway" | "tester") | null;
                gravity: number | null;
                from: {
                    /** @enum {string} */
                    status: "pass" | "info" | "warn" | "fail" | "notApplicable" | "inconclusive" | "notTested";
                    code: string;
                    value: string | null;
                } | null;
                to: {
                    /** @enum {string} */
                    status: "pass" | "info" | "warn" | "fail" | "notApplicable" | "inconclusive" | "notTested";
                    code: string;
                    value: string | null;
                };
            }[];
        };
        TenantRequest: {
            /** @description what people call the tenant */
            name?: string;
            domains: components["schemas"]["TenantDomain"][];
        };
        TenantDomain: {
            /** @description mail domain, like contoso.com */
            domain: string;
            /** @description mail server to test, name or address; left out: the domain's MX */
            target?: string;
            /** @description expected gateway host; left out: derived from the domain */
            gateway?: string;
            /** @description only these; left out: all */
            categories?: ("dns" | "session" | "envelope" | "relay")[];
            /** @description services of the gateway that are ordered for the domain; shown in the report */
            services?: string[];
            /** @description 25, 465 (implicit TLS), 587 or 2525 */
            port?: number;
            /** @enum {string} */
            mode?: "auto" | "inline" | "parallel";
            /** @enum {string} */
            phase?: "auto" | "before" | "after";
            /** @description whether STARTTLS is used */
            tls?: boolean;
            /** @description mailboxes of the domain that exist; tested beside postmaster, abuse and two random ones */
            recipients?: string[];
            /** @description whether test messages may be sent, so that what happens after DATA is tested too */
            send?: boolean;
            /**
             * @description the report's language
             * @enum {string}
             */
            lang?: "en" | "de";
        };
        Tenant: {
            id: string;
            name: string | null;
            domains: ({
                domain: string;
            } & {
                [key: string]: unknown;
            })[];
            acknowledgements: {
                domain: string;
                row: string;
                subject: string | null;
                code: string;
                until: string | null;
                note: string | null;
            }[];
            /** Format: date-time */
            updatedAt: string;
            links: {
                [key: string]: string;
            };
        };
        Tenants: {
            items: {
                id: string;
                name: string | null;
                domains: number;
                /** Format: date-time */
                updatedAt: string;
                links: {
                    [key: string]: string;
                };
            }[];
            next: string | null;
        };
        Imported: {
            tenants: number;
            domains: number;
        };
        AcknowledgementsRequest: {
            items: {
                /** @description domain of the tenant */
                domain: string;
                /** @description id of a row, as in the catalogue */
                row: string;
                /** @description what the row speaks of; null where it has none */
                subject: string | null;
                /** @description outcome code of the row that is acknowledged */
                code: string;
                /**
                 * Format: date-time
                 * @description when it ends; left out: when the finding changes
                 */
                until?: string;
                note?: string;
            }[];
        };
        RecheckRequest: {
            /** @description left out: every domain of the register */
            filter?: {
                /** @description only domains of these tenants */
                tenantIds?: string[];
                /** @description only domains whose last check came to one of these */
                verdicts?: ("ready" | "readyWithWarnings" | "notReady" | "incomplete")[];
                /**
                 * Format: date-time
                 * @description only domains whose last check ended before, or that have none
                 */
                checkedBefore?: string;
            };
            /**
             * @description seconds over which the checks are begun; 0: as fast as the servers can be asked politely
             * @default 0
             */
            spreadOver?: number;
            /** @description seconds: a finished check of the same request no older will do; left out: each is checked anew */
            maxAge?: number;
            /**
             * @description neither `maxAge` nor what another check found out about a shared server counts
             * @default false
             */
            force?: boolean;
            /** @description https URL that is called when the run has ended; how it is signed: docs/service.md, "Callbacks" */
            callbackUrl?: string;
        };
        Recheck: {
            /** Format: uuid */
            id: string;
            /** @description whose run it is; null: of operations */
            tenantId: string | null;
            /**
             * @description listing: checks are begun already, but `total` still grows
             * @enum {string}
             */
            status: "listing" | "running" | "paused" | "done" | "cancelled";
            /** @description domains */
            total: number;
            /** @description domains that have ended, whatever they came to; exact */
            done: number;
            /** @description what they came to; without a verdict end domains that are not registered any more, must not be tested, whose check could not be begun, or was erased */
            byVerdict: {
                ready: number;
                readyWithWarnings: number;
                notReady: number;
                incomplete: number;
                unregistered: number;
                suppressed: number;
                unaskable: number;
                erased: number;
            };
            /** @description domains with news beyond `unconfirmed` */
            changed: number;
            /** @description findings of each kind */
            news: {
                worse: number;
                expiring: number;
                better: number;
                changed: number;
                unconfirmed: number;
            };
            filter: {
                tenantIds: string[] | null;
                verdicts: ("ready" | "readyWithWarnings" | "notReady" | "incomplete")[] | null;
                checkedBefore: string | null;
            };
            spreadOver: number;
            maxAge: number | null;
            force: boolean;
            /** Format: date-time */
            startedAt: string;
            /** @description null: something of it is still under way */
            finishedAt: string | null;
            /** @description an estimate; null: not known, paused, or over */
            expectedEnd: string | null;
            links: {
                [key: string]: string;
            };
            /** @description what is waited for, the most and the longest first */
            slow: {
                lanes: {
                    /** @description provider, or host, whose servers domains wait for */
                    lane: string;
                    /** @description checks of it that may be under way at once */
                    atOnce: number;
                    underWay: number;
                    /** @description of the domains that come next */
                    waiting: number;
                    /** @description until a second look is due */
                    parked: number;
                }[];
                longest: {
                    tenantId: string;
                    domain: string;
                    /** Format: uuid */
                    checkId: string;
                    /**
                     * Format: date-time
                     * @description when the first check of the domain was begun
                     */
                    since: string;
                    /** @description when its second look begins; null: it is at work */
                    parkedUntil: string | null;
                }[];
            };
        };
        Rechecks: {
            items: {
                /** Format: uuid */
                id: string;
                /** @description whose run it is; null: of operations */
                tenantId: string | null;
                /**
                 * @description listing: checks are begun already, but `total` still grows
                 * @enum {string}
                 */
                status: "listing" | "running" | "paused" | "done" | "cancelled";
                /** @description domains */
                total: number;
                /** @description domains that have ended, whatever they came to; exact */
                done: number;
                /** @description what they came to; without a verdict end domains that are not registered any more, must not be tested, whose check could not be begun, or was erased */
                byVerdict: {
                    ready: number;
                    readyWithWarnings: number;
                    notReady: number;
                    incomplete: number;
                    unregistered: number;
                    suppressed: number;
                    unaskable: number;
                    erased: number;
                };
                /** @description domains with news beyond `unconfirmed` */
                changed: number;
                /** @description findings of each kind */
                news: {
                    worse: number;
                    expiring: number;
                    better: number;
                    changed: number;
                    unconfirmed: number;
                };
                filter: {
                    tenantIds: string[] | null;
                    verdicts: ("ready" | "readyWithWarnings" | "notReady" | "incomplete")[] | null;
                    checkedBefore: string | null;
                };
                spreadOver: number;
                maxAge: number | null;
                force: boolean;
                /** Format: date-time */
                startedAt: string;
                /** @description null: something of it is still under way */
                finishedAt: string | null;
                /** @description an estimate; null: not known, paused, or over */
                expectedEnd: string | null;
                links: {
                    [key: string]: string;
                };
            }[];
            next: string | null;
        };
        RecheckSteering: {
            /**
             * @description of a paused or cancelled run nothing more is begun; what is under way ends
             * @enum {string}
             */
            status: "running" | "paused" | "cancelled";
        };
        RecheckResults: {
            items: {
                tenantId: string;
                domain: string;
                /** @description null: the domain has not ended */
                outcome: ("ready" | "readyWithWarnings" | "notReady" | "incomplete" | "unregistered" | "suppressed" | "unaskable" | "erased") | null;
                /** @description the last of its checks; null: none was made */
                checkId: string | null;
                finishedAt: string | null;
                news: {
                    /** @enum {string} */
                    kind: "worse" | "expiring" | "better" | "changed" | "unconfirmed";
                    row: string;
                    title: string;
                    subject: string | null;
                    gravity: number;
                    from: {
                        /** @enum {string} */
                        status: "pass" | "info" | "warn" | "fail" | "notApplicable" | "inconclusive" | "notTested";
                        code: string;
                        value: string | null;
                    } | null;
                    to: {
                        /** @enum {string} */
                        status: "pass" | "info" | "warn" | "fail" | "notApplicable" | "inconclusive" | "notTested";
                        code: string;
                    };
                    text: string;
                }[];
                links: {
                    [key: string]: string;
                };
            }[];
            next: string | null;
        };
        RecheckDigest: {
            /** @enum {string} */
            lang: "en" | "de";
            /** @description whether all that the run found was read; otherwise the gravest was, and numbers of tenants and `quiet` are the least */
            complete: boolean;
            run: {
                id: string;
                /** @enum {string} */
                status: "running" | "paused" | "done" | "cancelled";
                /** Format: date-time */
                createdAt: string;
                finishedAt: string | null;
                total: number;
                done: number;
                resultsUrl: string;
            };
            /** @description nothing is worse that was not acknowledged */
            nothingWorse: boolean;
            /** @description what is worse, and certificates that end soon; gravest first */
            attention: {
                tenants: {
                    tenantId: string;
                    name: string | null;
                    gravest: {
                        /** @enum {string} */
                        kind: "worse" | "expiring" | "better" | "changed" | "unconfirmed";
                        domain: string;
                        /** Format: uuid */
                        checkId: string;
                        /** @description of the check */
                        url: string;
                        row: string;
                        title: string;
                        subject: string | null;
                        gravity: number;
                        /** @description what was known from the runs before */
                        from: {
                            /** @enum {string} */
                            status: "pass" | "info" | "warn" | "fail" | "notApplicable" | "inconclusive" | "notTested";
                            code: string;
                            value: string | null;
                        } | null;
                        to: {
                            /** @enum {string} */
                            status: "pass" | "info" | "warn" | "fail" | "notApplicable" | "inconclusive" | "notTested";
                            code: string;
                            value: string | number | string[] | null;
                        };
                        text: string;
                    };
                    /** @description findings beside the gravest */
                    further: number;
                    domains: string[];
                    moreDomains: number;
                }[];
                /** @description tenants beyond those that are listed */
                more: number;
            };
            better: {
                tenants: {
                    tenantId: string;
                    name: string | null;
                    gravest: {
                        /** @enum {string} */
                        kind: "worse" | "expiring" | "better" | "changed" | "unconfirmed";
                        domain: string;
                        /** Format: uuid */
                        checkId: string;
                        /** @description of the check */
                        url: string;
                        row: string;
                        title: string;
                        subject: string | null;
                        gravity: number;
                        /** @description what was known from the runs before */
                        from: {
                            /** @enum {string} */
                            status: "pass" | "info" | "warn" | "fail" | "notApplicable" | "inconclusive" | "notTested";
                            code: string;
                            value: string | null;
                        } | null;
                        to: {
                            /** @enum {string} */
                            status: "pass" | "info" | "warn" | "fail" | "notApplicable" | "inconclusive" | "notTested";
                            code: string;
                            value: string | number | string[] | null;
                        };
                        text: string;
                    };
                    /** @description findings beside the gravest */
                    further: number;
                    domains: string[];
                    moreDomains: number;
                }[];
                /** @description tenants beyond those that are listed */
                more: number;
            };
            /** @description findings of each kind, with those that are acknowledged */
            counts: {
                worse: number;
                expiring: number;
                better: number;
                changed: number;
                unconfirmed: number;
            };
            /** @description findings that are worse, or end soon, and were acknowledged: in no list */
            quiet: number;
            domains: {
                /** @description null where not all was read */
                notReadyAsBefore: number | null;
                incomplete: number;
                withoutVerdict: number;
            };
        };
    };
    responses: never;
    parameters: never;
    requestBodies: never;
    headers: never;
    pathItems: never;
}
export type $defs = Record<string, never>;
export interface operations {
    listChecks: {
        parameters: {
            query?: {
                tenantId?: string;
                domain?: string;
                limit?: number;
                cursor?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    /** @description names the request in our logs */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Checks"];
                };
            };
            /** @description Problem (RFC 9457) */
            400: {
                headers: {
                    /** @description names the request in our logs */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Problem (RFC 9457) */
            403: {
                headers: {
                    /** @description names the request in our logs */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    createCheck: {
        parameters: {
            query?: never;
            header?: {
                "Idempotency-Key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["CheckRequest"] | components["schemas"]["RetryRequest"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    /** @description names the request in our logs */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Check"];
                };
            };
            /** @description Accepted */
            202: {
                headers: {
                    /** @description names the request in our logs */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Check"];
                };
            };
            /** @description Problem (RFC 9457) */
            400: {
                headers: {
                    /** @description names the request in our logs */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Problem (RFC 9457) */
            403: {
                headers: {
                    /** @description names the request in our logs */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Problem (RFC 9457) */
            413: {
                headers: {
                    /** @description names the request in our logs */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Problem (RFC 9457) */
            415: {
                headers: {
                    /** @description names the request in our logs */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Problem (RFC 9457) */
            422: {
                headers: {
                    /** @description names the request in our logs */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Problem (RFC 9457) */
            429: {
                headers: {
                    /** @description names the request in our logs */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Problem (RFC 9457) */
            503: {
                headers: {
                    /** @description names the request in our logs */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    readCheck: {
        parameters: {
            query?: {
                wait?: number;
                lang?: "en" | "de";
            };
            header?: {
                "If-None-Match"?: string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    /** @description names the request in our logs */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Check"];
                    "text/html": string;
                };
            };
            /** @description Not modified */
            304: {
                headers: {
                    /** @description names the request in our logs */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Problem (RFC 9457) */
            400: {
                headers: {
                    /** @description names the request in our logs */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Problem (RFC 9457) */
            404: {
                headers: {
                    /** @description names the request in our logs */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    deleteCheck: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            204: {
                headers: {
                    /** @description names the request in our logs */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Problem (RFC 9457) */
            404: {
                headers: {
                    /** @description names the request in our logs */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    readReport: {
        parameters: {
            query?: {
                format?: "json" | "text" | "html" | "csv" | "junit";
                lang?: "en" | "de";
            };
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    /** @description names the request in our logs */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Report"];
                    "text/plain": string;
                    "text/html": string;
                    "text/csv": string;
                    "application/xml": string;
                };
            };
            /** @description Problem (RFC 9457) */
            400: {
                headers: {
                    /** @description names the request in our logs */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Problem (RFC 9457) */
            404: {
                headers: {
                    /** @description names the request in our logs */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Problem (RFC 9457) */
            409: {
                headers: {
                    /** @description names the request in our logs */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    readChanges: {
        parameters: {
            query?: {
                lang?: "en" | "de";
            };
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    /** @description names the request in our logs */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Changes"];
                };
            };
            /** @description Problem (RFC 9457) */
            400: {
                headers: {
                    /** @description names the request in our logs */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Problem (RFC 9457) */
            404: {
                headers: {
                    /** @description names the request in our logs */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Problem (RFC 9457) */
            409: {
                headers: {
                    /** @description names the request in our logs */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    createLink: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Created */
            201: {
                headers: {
                    /** @description names the request in our logs */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** Format: uri */
                        url: string;
                        /** Format: date-time */
                        expiresAt: string;
                    };
                };
            };
            /** @description Problem (RFC 9457) */
            404: {
                headers: {
                    /** @description names the request in our logs */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Problem (RFC 9457) */
            409: {
                headers: {
                    /** @description names the request in our logs */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Problem (RFC 9457) */
            503: {
                headers: {
                    /** @description names the request in our logs */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    readLink: {
        parameters: {
            query?: {
                wait?: number;
                lang?: "en" | "de";
            };
            header?: {
                "If-None-Match"?: string;
            };
            path: {
                token: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    /** @description names the request in our logs */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Check"];
                    "text/html": string;
                };
            };
            /** @description Not modified */
            304: {
                headers: {
                    /** @description names the request in our logs */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Problem (RFC 9457) */
            400: {
                headers: {
                    /** @description names the request in our logs */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Problem (RFC 9457) */
            403: {
                headers: {
                    /** @description names the request in our logs */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Problem (RFC 9457) */
            404: {
                headers: {
                    /** @description names the request in our logs */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Problem (RFC 9457) */
            503: {
                headers: {
                    /** @description names the request in our logs */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    callbackSecret: {
        parameters: {
            query?: {
                tenantId?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    /** @description names the request in our logs */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        secrets: string[];
                    };
                };
            };
            /** @description Problem (RFC 9457) */
            400: {
                headers: {
                    /** @description names the request in our logs */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Problem (RFC 9457) */
            403: {
                headers: {
                    /** @description names the request in our logs */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Problem (RFC 9457) */
            503: {
                headers: {
                    /** @description names the request in our logs */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    readTenant: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                tenantId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    /** @description names the request in our logs */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Tenant"];
                };
            };
            /** @description Problem (RFC 9457) */
            400: {
                headers: {
                    /** @description names the request in our logs */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Problem (RFC 9457) */
            403: {
                headers: {
                    /** @description names the request in our logs */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Problem (RFC 9457) */
            404: {
                headers: {
                    /** @description names the request in our logs */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    putTenant: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                tenantId: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["TenantRequest"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    /** @description names the request in our logs */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Tenant"];
                };
            };
            /** @description Created */
            201: {
                headers: {
                    /** @description names the request in our logs */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Tenant"];
                };
            };
            /** @description Problem (RFC 9457) */
            400: {
                headers: {
                    /** @description names the request in our logs */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Problem (RFC 9457) */
            403: {
                headers: {
                    /** @description names the request in our logs */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Problem (RFC 9457) */
            413: {
                headers: {
                    /** @description names the request in our logs */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Problem (RFC 9457) */
            415: {
                headers: {
                    /** @description names the request in our logs */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Problem (RFC 9457) */
            422: {
                headers: {
                    /** @description names the request in our logs */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    deleteTenant: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                tenantId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            204: {
                headers: {
                    /** @description names the request in our logs */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Problem (RFC 9457) */
            400: {
                headers: {
                    /** @description names the request in our logs */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Problem (RFC 9457) */
            403: {
                headers: {
                    /** @description names the request in our logs */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    listTenants: {
        parameters: {
            query?: {
                limit?: number;
                cursor?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    /** @description names the request in our logs */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Tenants"];
                };
            };
            /** @description Problem (RFC 9457) */
            400: {
                headers: {
                    /** @description names the request in our logs */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    importTenants: {
        parameters: {
            query?: never;
            header?: {
                "Content-Encoding"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/x-ndjson": string;
                "application/ndjson": string;
                "application/jsonl": string;
                "text/csv": string;
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    /** @description names the request in our logs */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Imported"];
                };
            };
            /** @description Problem (RFC 9457) */
            400: {
                headers: {
                    /** @description names the request in our logs */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Problem (RFC 9457) */
            403: {
                headers: {
                    /** @description names the request in our logs */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Problem (RFC 9457) */
            413: {
                headers: {
                    /** @description names the request in our logs */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Problem (RFC 9457) */
            415: {
                headers: {
                    /** @description names the request in our logs */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Problem (RFC 9457) */
            422: {
                headers: {
                    /** @description names the request in our logs */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    putAcknowledgements: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                tenantId: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["AcknowledgementsRequest"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    /** @description names the request in our logs */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: {
                            domain: string;
                            row: string;
                            subject: string | null;
                            code: string;
                            until: string | null;
                            note: string | null;
                        }[];
                    };
                };
            };
            /** @description Problem (RFC 9457) */
            400: {
                headers: {
                    /** @description names the request in our logs */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Problem (RFC 9457) */
            403: {
                headers: {
                    /** @description names the request in our logs */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Problem (RFC 9457) */
            404: {
                headers: {
                    /** @description names the request in our logs */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Problem (RFC 9457) */
            413: {
                headers: {
                    /** @description names the request in our logs */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Problem (RFC 9457) */
            415: {
                headers: {
                    /** @description names the request in our logs */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Problem (RFC 9457) */
            422: {
                headers: {
                    /** @description names the request in our logs */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    listRechecks: {
        parameters: {
            query?: {
                limit?: number;
                cursor?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    /** @description names the request in our logs */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Rechecks"];
                };
            };
            /** @description Problem (RFC 9457) */
            400: {
                headers: {
                    /** @description names the request in our logs */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    createRecheck: {
        parameters: {
            query?: never;
            header?: {
                "Idempotency-Key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["RecheckRequest"];
            };
        };
        responses: {
            /** @description Accepted */
            202: {
                headers: {
                    /** @description names the request in our logs */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Recheck"];
                };
            };
            /** @description Problem (RFC 9457) */
            400: {
                headers: {
                    /** @description names the request in our logs */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Problem (RFC 9457) */
            403: {
                headers: {
                    /** @description names the request in our logs */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Problem (RFC 9457) */
            409: {
                headers: {
                    /** @description names the request in our logs */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Problem (RFC 9457) */
            413: {
                headers: {
                    /** @description names the request in our logs */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Problem (RFC 9457) */
            415: {
                headers: {
                    /** @description names the request in our logs */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Problem (RFC 9457) */
            422: {
                headers: {
                    /** @description names the request in our logs */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Problem (RFC 9457) */
            503: {
                headers: {
                    /** @description names the request in our logs */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    readRecheck: {
        parameters: {
            query?: {
                lang?: "en" | "de";
            };
            header?: {
                "If-None-Match"?: string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    /** @description names the request in our logs */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Recheck"];
                    "text/html": string;
                };
            };
            /** @description Not modified */
            304: {
                headers: {
                    /** @description names the request in our logs */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Problem (RFC 9457) */
            400: {
                headers: {
                    /** @description names the request in our logs */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Problem (RFC 9457) */
            404: {
                headers: {
                    /** @description names the request in our logs */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    steerForm: {
        parameters: {
            query?: {
                lang?: "en" | "de";
            };
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/x-www-form-urlencoded": string;
            };
        };
        responses: {
            /** @description See what was made */
            303: {
                headers: {
                    /** @description names the request in our logs */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Problem (RFC 9457) */
            400: {
                headers: {
                    /** @description names the request in our logs */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Problem (RFC 9457) */
            403: {
                headers: {
                    /** @description names the request in our logs */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Problem (RFC 9457) */
            404: {
                headers: {
                    /** @description names the request in our logs */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Problem (RFC 9457) */
            413: {
                headers: {
                    /** @description names the request in our logs */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Problem (RFC 9457) */
            415: {
                headers: {
                    /** @description names the request in our logs */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Problem (RFC 9457) */
            422: {
                headers: {
                    /** @description names the request in our logs */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    steerRecheck: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["RecheckSteering"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    /** @description names the request in our logs */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Recheck"];
                };
            };
            /** @description Problem (RFC 9457) */
            400: {
                headers: {
                    /** @description names the request in our logs */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Problem (RFC 9457) */
            404: {
                headers: {
                    /** @description names the request in our logs */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Problem (RFC 9457) */
            409: {
                headers: {
                    /** @description names the request in our logs */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Problem (RFC 9457) */
            413: {
                headers: {
                    /** @description names the request in our logs */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Problem (RFC 9457) */
            415: {
                headers: {
                    /** @description names the request in our logs */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Problem (RFC 9457) */
            422: {
                headers: {
                    /** @description names the request in our logs */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    readResults: {
        parameters: {
            query?: {
                only?: "changed" | "worse" | "failed";
                limit?: number;
                cursor?: string;
                format?: "json" | "csv";
                lang?: "en" | "de";
            };
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    /** @description names the request in our logs */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RecheckResults"];
                    "text/csv": string;
                };
            };
            /** @description Problem (RFC 9457) */
            400: {
                headers: {
                    /** @description names the request in our logs */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Problem (RFC 9457) */
            404: {
                headers: {
                    /** @description names the request in our logs */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    readDigest: {
        parameters: {
            query?: {
                format?: "json" | "text" | "html";
                lang?: "en" | "de";
            };
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    /** @description names the request in our logs */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RecheckDigest"];
                    "text/plain": string;
                    "text/html": string;
                };
            };
            /** @description Problem (RFC 9457) */
            400: {
                headers: {
                    /** @description names the request in our logs */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Problem (RFC 9457) */
            404: {
                headers: {
                    /** @description names the request in our logs */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    catalogue: {
        parameters: {
            query?: {
                lang?: "en" | "de";
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    /** @description names the request in our logs */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        categories: {
                            id: string;
                        }[];
                        rows: {
                            id: string;
                        }[];
                    };
                };
            };
            /** @description Problem (RFC 9457) */
            400: {
                headers: {
                    /** @description names the request in our logs */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    health: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    /** @description names the request in our logs */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        version: string;
                        /** @enum {string} */
                        status: "ok" | "degraded" | "stopped";
                    };
                };
            };
            /** @description Problem (RFC 9457) */
            400: {
                headers: {
                    /** @description names the request in our logs */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    healthDetails: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    /** @description names the request in our logs */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        version: string;
                        /** @enum {string} */
                        status: "ok" | "degraded" | "stopped";
                    };
                };
            };
            /** @description Problem (RFC 9457) */
            400: {
                headers: {
                    /** @description names the request in our logs */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    egress: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    /** @description names the request in our logs */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        addresses: string[];
                        ptr: string | null;
                        helo: string | null;
                        families: ("ipv4" | "ipv6")[];
                    };
                };
            };
            /** @description Problem (RFC 9457) */
            400: {
                headers: {
                    /** @description names the request in our logs */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    startPage: {
        parameters: {
            query?: {
                lang?: "en" | "de";
                domain?: string;
                tenantId?: string;
                cursor?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    /** @description names the request in our logs */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "text/html": string;
                };
            };
            /** @description Problem (RFC 9457) */
            400: {
                headers: {
                    /** @description names the request in our logs */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Problem (RFC 9457) */
            403: {
                headers: {
                    /** @description names the request in our logs */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Problem (RFC 9457) */
            404: {
                headers: {
                    /** @description names the request in our logs */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    startForm: {
        parameters: {
            query?: {
                lang?: "en" | "de";
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/x-www-form-urlencoded": string;
            };
        };
        responses: {
            /** @description See what was made */
            303: {
                headers: {
                    /** @description names the request in our logs */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Problem (RFC 9457) */
            400: {
                headers: {
                    /** @description names the request in our logs */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Problem (RFC 9457) */
            403: {
                headers: {
                    /** @description names the request in our logs */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Problem (RFC 9457) */
            404: {
                headers: {
                    /** @description names the request in our logs */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Problem (RFC 9457) */
            413: {
                headers: {
                    /** @description names the request in our logs */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Problem (RFC 9457) */
            415: {
                headers: {
                    /** @description names the request in our logs */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Problem (RFC 9457) */
            422: {
                headers: {
                    /** @description names the request in our logs */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Problem (RFC 9457) */
            429: {
                headers: {
                    /** @description names the request in our logs */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Problem (RFC 9457) */
            503: {
                headers: {
                    /** @description names the request in our logs */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    recheckForm: {
        parameters: {
            query?: {
                lang?: "en" | "de";
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/x-www-form-urlencoded": string;
            };
        };
        responses: {
            /** @description See what was made */
            303: {
                headers: {
                    /** @description names the request in our logs */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Problem (RFC 9457) */
            400: {
                headers: {
                    /** @description names the request in our logs */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Problem (RFC 9457) */
            403: {
                headers: {
                    /** @description names the request in our logs */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Problem (RFC 9457) */
            404: {
                headers: {
                    /** @description names the request in our logs */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Problem (RFC 9457) */
            413: {
                headers: {
                    /** @description names the request in our logs */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Problem (RFC 9457) */
            415: {
                headers: {
                    /** @description names the request in our logs */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Problem (RFC 9457) */
            422: {
                headers: {
                    /** @description names the request in our logs */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Problem (RFC 9457) */
            503: {
                headers: {
                    /** @description names the request in our logs */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    openapi: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    /** @description names the request in our logs */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        openapi: string;
                    };
                };
            };
            /** @description Problem (RFC 9457) */
            400: {
                headers: {
                    /** @description names the request in our logs */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
}
