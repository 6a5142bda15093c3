// node-soap: client.js CS-URL PROBE11-URL PROBE12-URL CASE...; one line of JSON per case.
'use strict';
const path = require('path');
const soap = require('soap');

const [cs, probe11, probe12, ...cases] = process.argv.slice(2);
const repository = path.resolve(__dirname, '..', '..', '..');
const NS = 'http://www.superoffice.net/ws/crm/NetServer/Services83';

const text = (value) => (value === null || value === undefined ? '(null)' : String(value));
const items = (value) => (value === null || value === undefined ? [] : Array.isArray(value) ? value : [value]);

async function call(operation, args = {}, variant = '') {
  const client = await soap.createClientAsync(repository + '/wsdl/Services83-CustomerService.wsdl');
  client.setEndpoint(cs + variant);
  client.addSoapHeader(
    {
      ApplicationToken: 'token-1 <&>',
      Credentials: { Ticket: '7T:tick=et==' },
      TimeZone: { SoTimeZoneId: 8, SoTimeZoneLocationCode: 'NO-OSL' },
    },
    '', 'so', NS
  );
  const [reply, , headers] = await client[operation + 'Async'](args, { timeout: 30000 });
  const h = headers || {};
  const extra = {};
  for (const pair of items(h.ExtraInfo && h.ExtraInfo.ExtraInfoNameValuePair)) extra[pair.Key] = pair.Value;
  const zone = h.TimeZone && h.TimeZone.SoTimeZoneId;
  const tail = ['', extra.received || '', extra.headers || '', text(h.Succeeded), text(zone)].join('|');
  return [reply && reply.Response, tail, h];
}

async function session(args, variant) {
  const [key, tail] = await call('CreateSession', args, variant);
  return `${key.Key},${key.LoginId},${key.UserId}${tail}`;
}

async function sms(operation) {
  const [config] = await call(operation);
  const [saved, tail] = await call('SaveSmsConfig', { SmsConfig: config });
  return saved.DefaultSmsCountry + tail;
}

async function statistics(functions) {
  const [reply, tail] = await call('GetStatistics', { Functions: functions });
  if (reply === null || reply === undefined) return 'null' + tail;
  const sets = items(reply.StatisticsDataSet);
  if (!sets.length) return '0' + tail;
  const v = items(sets[0].Values.StatisticsDataValue).map((x) => x.Value);
  const exact = v[0] === 1.5 && Number.isNaN(v[1]) && v[2] === -Infinity && v[3] === 0.1 + 0.2;
  return `${sets.length}:${sets[0].Label}:${v.length}:${exact ? 'exact' : 'wrong'}${tail}`;
}

const toggle = (Name, State) => ({ Name, State });

async function customer(name) {
  switch (name) {
    case 'toggles':
      return (await call('UpdateFeatureToggles', { FeatureToggles: { CsFeatureToggle: [
        toggle('NewDashboard', true), toggle('Chat & <Bots> "x"', false), toggle('Ærø-🚀', true)] } }))[1];
    case 'toggles-empty': return (await call('UpdateFeatureToggles', { FeatureToggles: {} }))[1];
    case 'toggles-null': return (await call('UpdateFeatureToggles', { FeatureToggles: null }))[1];
    case 'toggles-10000': {
      const all = Array.from({ length: 10000 }, (_, i) => toggle('t' + i, i % 2 === 0));
      return (await call('UpdateFeatureToggles', { FeatureToggles: { CsFeatureToggle: all } }))[1];
    }
    case 'session': return session({ RemoteIp: '10.0.0.1' });
    case 'session-null': return session({ RemoteIp: null });
    case 'session-absent': return session({});
    case 'session-empty': return session({ RemoteIp: '' });
    case 'valid': {
      const [valid, tail] = await call('SessionIsValid', { CsSessionKey: 'key' });
      return text(valid) + tail;
    }
    case 'remove': return (await call('RemoveSession', { LoginId: 42 }))[1];
    case 'chat-notify': {
      const [notify, tail] = await call('HasChatNotify');
      return text(notify) + tail;
    }
    case 'event-handler': {
      const [exists, tail] = await call('EventHandlerExists', { EventHandlerType: 'SalesBeforeSaveSale' });
      return text(exists) + tail;
    }
    case 'statistics': return statistics({ StatusScreenPanelType: ['UnassignedRequests', 'Hotlist'] });
    case 'statistics-empty': return statistics({});
    case 'statistics-null': return statistics(null);
    case 'delete-chat':
      return (await call('DeleteChatSessions', { Ids: { int: [1, -2, 2147483647] } }))[1];
    case 'delete-chat-empty': return (await call('DeleteChatSessions', { Ids: {} }))[1];
    case 'delete-chat-null': return (await call('DeleteChatSessions', { Ids: null }))[1];
    case 'chat-sessions': {
      const [reply, tail] = await call('ChatSessionsForUser');
      const all = items(reply.ChatSession);
      return `${all.length}:${all.map((x) => x.ChatSessionId)}:${all.map((x) => x.TableRight.Mask).join('/')}${tail}`;
    }
    case 'sms-get': return sms('GetSmsConfig');
    case 'sms-default': return sms('CreateDefaultSmsConfig');
    case 'error-header': {
      const [, tail, headers] = await call('CreateSession', { RemoteIp: 'soerror' });
      const e = headers.ExceptionInfo;
      const p = items(e.Parameters.SoExceptionInfoParametersKeyValuePair);
      return [e.Message, e.InnerException.Message, e.InnerException.InnerException.Message,
        p.map((x) => `${x.Key}=${text(x.Value)}`).join(',')].join('/') + tail;
    }
    case 'fault': return session({ RemoteIp: 'fault' });
    case 'unhandled': return session({ RemoteIp: 'unhandled' });
  }
  return session({ RemoteIp: 'Ærø' }, '/' + name.slice('wire/'.length));
}

async function probe(name, port, url) {
  const options = port === 'ProbeSoap12' ? { forceSoap12Headers: true } : {};
  const client = await soap.createClientAsync(repository + '/interop/Probe.wsdl', options);
  client.setEndpoint(url);
  const service = client.ProbeService[port];
  const invoke = (operation, args) =>
    new Promise((resolve, reject) =>
      service[operation](args, (error, result) => (error ? reject(error) : resolve(result)), { timeout: 30000 })
    );
  if (name.startsWith('fault-')) {
    try {
      await invoke('Fail', { How: name.slice('fault-'.length) });
      return 'no fault';
    } catch (error) {
      return describe(error, name === 'fault-unhandled');
    }
  }
  if (name === 'one-way') {
    await new Promise((resolve) => service.Notify({ Text: 'told æøå' }, resolve));
    return text((await invoke('Give', { Case: 'notified' })).Result.Text);
  }
  const given = await invoke('Give', { Case: name });
  return text((await invoke('Echo', { Value: given.Result })).Result.Verdict);
}

// A fault of SOAP 1.1 or 1.2 as text; anything else is thrown on.
function describe(error, short) {
  const fault = error && error.root && error.root.Envelope && error.root.Envelope.Body.Fault;
  if (!fault) throw error;
  if (short) return 'fault';
  const reason = fault.faultstring !== undefined ? fault.faultstring : fault.Reason.Text;
  const message = typeof reason === 'object' ? reason.$value : reason;
  const trouble = ((fault.detail || fault.Detail || {}).Trouble) || null;
  return `fault:${message}${trouble ? `:${trouble.Number}:${trouble.Reason}` : ''}`;
}

(async () => {
  for (const name of cases) {
    const line = { case: name, ok: true };
    try {
      if (name.startsWith('probe11/')) line.detail = await probe(name.slice(8), 'ProbeSoap11', probe11);
      else if (name.startsWith('probe12/')) line.detail = await probe(name.slice(8), 'ProbeSoap12', probe12);
      else line.detail = await customer(name);
    } catch (error) {
      try {
        line.detail = describe(error, name === 'unhandled');
      } catch (other) {
        line.ok = false;
        line.detail = 'error: ' + String((other && (other.message || (other.Fault && other.Fault.faultstring))) || other).slice(0, 300);
      }
    }
    console.log(JSON.stringify(line));
  }
})();
