/** The collector's HTTP API. */

const ROOT = '/api/v1';
const TOKEN_KEY = 'pitot-token';

/** An answer that is none, as RFC 9457 tells it, or as a person can act on it. */
export class ApiProblem extends Error {
  /** @param {{title: string, detail?: string, status: number}} problem status 0: no answer at all */
  constructor({ title, detail, status }) {
    super(title);
    this.title = title;
    this.detail = detail ?? '';
    this.status = status;
  }

  /** True when asking the same again may end better. */
  get isPassing() {
    return this.status === 0 || this.status === 404 || this.status === 429 || this.status >= 500;
  }
}

export const fetchServices = (range, signal) => get('/services', range, signal);

/** All services with what each of them uses and what is wrong with it. */
export const fetchFleet = (range, signal) => get('/fleet', range, signal);

export const fetchReleases = (service, range, signal) =>
  get(`/services/${encodeURIComponent(service)}/releases`, range, signal);

export const fetchTypes = (service, range, signal) =>
  get(`/services/${encodeURIComponent(service)}/types`, range, signal);

/** How far a service's data reach; cheap enough to be asked every second. */
export const fetchNewest = (service, signal) =>
  get(`/services/${encodeURIComponent(service)}/newest`, {}, signal);

/** Has the JVMs of a service be stored flush by flush for so long, as somebody looks. */
export async function askLive(service, seconds, signal) {
  const response = await ask(`${ROOT}/live`, 'application/json', signal, {
    method: 'POST',
    contentType: 'application/json',
    body: JSON.stringify({ service, seconds }),
  });
  return response.json();
}

/** What the collector found of new releases by itself. */
export const fetchFindings = (service, signal) =>
  get(`/services/${encodeURIComponent(service)}/findings`, {}, signal);

export const fetchSeries = (query, signal) => get('/series', query, signal);

export const fetchTimeline = (query, signal) => get('/timeline', query, signal);

export const fetchFlame = (query, signal) => get('/flame', query, signal);

export const fetchDiff = (query, signal) => get('/diff', query, signal);

export const fetchLocks = (query, signal) => get('/locks', query, signal);

/** Waits one by one, as far as they were kept. */
export const fetchWaits = (query, signal) => get('/waits', query, signal);

/** Samples one by one, as far as they were kept. */
export const fetchSamples = (query, signal) => get('/samples', query, signal);

/** Looks at who held a lock while others waited. */
export const fetchHolders = (query, signal) => get('/holders', query, signal);

export const fetchMaps = (query, signal) => get('/maps', query, signal);

export const fetchVitals = (query, signal) => get('/vitals', query, signal);

export const fetchPauses = (query, signal) => get('/pauses', query, signal);

export const fetchWhy = (query, signal) => get('/why', query, signal);

export const fetchTargets = (signal) => get('/targets', {}, signal);

/** How the collector itself is doing. */
export const fetchStatus = (signal) => get('/status', {}, signal);

/** What a collector that wants a token is told; kept until the browser's tab is closed. */
export function presentToken(token) {
  sessionStorage.setItem(TOKEN_KEY, token);
}

/** The address of a flame graph in another format. */
export function flameDownload(query, format) {
  return `${ROOT}/flame?${paramsOf({ ...query, format })}`;
}

/** @returns {Promise<Blob>} what stands at an address of the API */
export async function fetchFile(url) {
  return (await ask(url, '*/*')).blob();
}

/** @returns {Promise<Blob>} the last seconds of a JVM as a JFR recording, from its node */
export async function fetchRecording(service, instance, lastSeconds) {
  const response = await ask(`${ROOT}/recordings`, '*/*', undefined, {
    method: 'POST',
    contentType: 'application/json',
    body: JSON.stringify({ service, instance, lastSeconds }),
  });
  return response.blob();
}

/** Has a JVM be looked at more closely for so long; the JVM itself ends it. */
export async function askDrill(service, instance, seconds) {
  const response = await ask(`${ROOT}/drills`, 'application/json', undefined, {
    method: 'POST',
    contentType: 'application/json',
    body: JSON.stringify({ service, instance, seconds }),
  });
  return response.json();
}

async function get(path, query, signal) {
  const params = paramsOf(query);
  const url = ROOT + path + (params.size > 0 ? `?${params}` : '');
  const response = await ask(url, 'application/json', signal);
  try {
    return await response.json();
  } catch (failure) {
    if (signal?.aborted) {
      throw failure;
    }
    throw new ApiProblem({
      title: 'The collector’s answer broke off or is no JSON',
      detail: `${url}: ${failure.message}`,
      status: 0,
    });
  }
}

/**
 * @param {string} url
 * @param {string} accepted
 * @param {AbortSignal} [signal]
 * @param {{method?: string, contentType?: string, body?: string}} [sent]
 */
async function ask(url, accepted, signal, { method = 'GET', contentType, body } = {}) {
  const token = sessionStorage.getItem(TOKEN_KEY);
  const headers = {
    Accept: accepted,
    ...(contentType && { 'Content-Type': contentType }),
    ...(token && { Authorization: `Bearer ${token}` }),
  };
  let response;
  try {
    response = await fetch(url, { method, body, signal, headers });
  } catch (failure) {
    throw signal?.aborted ? failure : noAnswer();
  }
  if (!response.ok) {
    throw await problemOf(response);
  }
  return response;
}

function paramsOf(query) {
  const params = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) {
    if (value !== undefined && value !== null && value !== '') {
      params.set(name, value);
    }
  }
  return params;
}

function noAnswer() {
  return new ApiProblem({
    title: 'The collector does not answer',
    detail: `Is it still running at ${location.origin}? This page asks again by itself.`,
    status: 0,
  });
}

async function problemOf(response) {
  const told = { title: response.statusText || 'Error', status: response.status };
  if (/\bjson\b/.test(response.headers.get('Content-Type') ?? '')) {
    const { title, detail } = await response.json().catch(() => ({}));
    return new ApiProblem({ ...told, title: title ?? told.title, detail });
  }
  return new ApiProblem({
    ...told,
    title: `The collector answered ${response.status} ${response.statusText}`.trim(),
  });
}
