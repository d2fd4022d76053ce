import type { Provider } from './provider.ts';

/**
 * Connections at once over all checks of runs. Nobody publishes what is borne; senders are advised of one or two for
 * each address and provider, and a 421 makes the whole run wait.
 */
const PLACES = { largest: 16, large: 8, filter: 6, hoster: 4 } as const;

const provider = (id: string, places: number, ...suffixes: readonly string[]): Provider => ({
  ...{ id, suffixes, places, uniform: false },
});

/** All servers of such a one are alike. */
const uniform = (one: Provider): Provider => ({ ...one, uniform: true });

/**
 * Providers whose MX hosts many domains share. Only names under which nothing but their MX hosts lies are here, or
 * nothing that a customer names: `amazonaws.com` is everybody's. The gateway's own hosts are no provider: they are
 * never tested.
 */
export const PROVIDERS: readonly Provider[] = [
  // Mailboxes.
  uniform(
    provider(
      'microsoft-365',
      PLACES.largest,
      ...['mail.protection.outlook.com', 'mail.eo.outlook.com', 'mail.protection.office365.us', 'mx.microsoft'],
    ),
  ),
  uniform(provider('google', PLACES.large, 'l.google.com', 'smtp.google.com', 'googlemail.com')),
  provider('microsoft-365-china', PLACES.hoster, 'mail.protection.partner.outlook.cn'),
  provider('outlook-com', PLACES.large, 'olc.protection.outlook.com'),
  provider('yahoo', PLACES.large, 'yahoodns.net'),
  provider('icloud', PLACES.large, 'mail.icloud.com'),
  provider('fastmail', PLACES.hoster, 'messagingengine.com'),
  provider('proton', PLACES.hoster, 'protonmail.ch'),
  provider('rackspace', PLACES.hoster, 'emailsrvr.com'),
  provider('zoho', PLACES.hoster, ...['zoho.com', 'zoho.eu', 'zoho.in', 'zoho.com.au', 'zoho.jp', 'zohocloud.ca']),
  // Filters.
  provider('barracuda', PLACES.filter, 'barracudanetworks.com'),
  provider('broadcom', PLACES.filter, 'messagelabs.com'),
  provider('cisco', PLACES.filter, 'iphmx.com'),
  provider('cloudflare', PLACES.filter, ...['mx.cloudflare.net', 'mxrecord.io', 'mxrecord.mx']),
  provider('forcepoint', PLACES.filter, 'mailcontrol.com'),
  provider('fortinet', PLACES.filter, 'fortimailcloud.com'),
  provider('hornetsecurity', PLACES.filter, ...['hornetsecurity.com', 'antispameurope.com']),
  provider('mailroute', PLACES.filter, 'mailroute.net'),
  provider('mimecast', PLACES.filter, ...['mimecast.com', 'mimecast.co.za', 'mimecast-offshore.com']),
  provider('nospamproxy', PLACES.filter, 'cloud.nospamproxy.com'),
  provider('proofpoint', PLACES.filter, ...['pphosted.com', 'gpphosted.com']),
  provider('proofpoint-essentials', PLACES.filter, 'ppe-hosted.com'),
  provider('retarus', PLACES.filter, 'retarus.com'),
  provider('sophos', PLACES.filter, 'hydra.sophos.com'),
  provider(
    'spamexperts',
    PLACES.filter,
    ...['spamexperts.com', 'spamexperts.eu', 'spamexperts.net', 'antispamcloud.com'],
  ),
  provider(
    'trend-micro',
    PLACES.filter,
    ...['tmes.trendmicro.com', 'tmes.trendmicro.eu', 'hes.trendmicro.com', 'hes.trendmicro.eu'],
  ),
  // Hosters.
  provider('bluewin', PLACES.hoster, 'bluewin.ch'),
  provider('gandi', PLACES.hoster, 'mail.gandi.net'),
  provider('gmx', PLACES.hoster, ...['gmx.net', 'web.de']),
  provider('hostpoint', PLACES.hoster, 'mail.hostpoint.ch'),
  provider('infomaniak', PLACES.hoster, 'infomaniak.ch'),
  provider(
    'ionos',
    PLACES.hoster,
    ...['kundenserver.de', 'ionos.de', 'ionos.com', 'ionos.co.uk', 'ionos.fr', 'ionos.es', 'ionos.it', '1and1.com'],
  ),
  provider('ovh', PLACES.hoster, 'mail.ovh.net'),
  provider('strato', PLACES.hoster, 'rzone.de'),
];
