// node-soap: server.js PORT serves /cs, /probe11 and /probe12.
'use strict';
const fs = require('fs');
const http = require('http');
const path = require('path');
const soap = require('soap');

const port = Number(process.argv[2]);
const repository = path.resolve(__dirname, '..', '..', '..');
const NS = 'http://www.superoffice.net/ws/crm/NetServer/Services83';

const text = (value) => (value === null || value === undefined ? '(null)' : String(value));
const items = (value) => (value === null || value === undefined ? [] : Array.isArray(value) ? value : [value]);
// node-soap gives an element with nothing in it as null or as an empty object; both mean that it was there.
function listed(parent, member, name, show) {
  if (!parent || !(member in parent)) return 'null';
  const all = items((parent[member] || {})[name]);
  return `${all.length}:${(all.length <= 10 ? all : [all[0], all[all.length - 1]]).map(show)}`;
}

// node-soap asks for the headers of a reply before it runs the operation, so an operation here is a function that
// answers what both are made of, and it is run twice.
function answer(headers, received, body = {}, succeeded = true, error = undefined) {
  const h = headers || {};
  const zone = h.TimeZone || {};
  const report = [h.ApplicationToken, (h.Credentials || {}).Ticket, zone.SoTimeZoneId, zone.SoTimeZoneLocationCode].map(text).join(',');
  const reply = {
    ExtraInfo: { ExtraInfoNameValuePair: [{ Key: 'received', Value: received }, { Key: 'headers', Value: report }] },
    Succeeded: succeeded,
  };
  if (error) reply.ExceptionInfo = error;
  if (h.TimeZone) reply.TimeZone = h.TimeZone;
  return { body, reply };
}

const fault = (message, detail) => ({
  Fault: { faultcode: 'soap:Client', faultstring: message, detail, statusCode: 500 },
});

const operations = {
  CreateDefaultSmsConfig: (a, cb, h) => answer(h, '', { Response: { DefaultSmsCountry: 'SE' } }),
  GetSmsConfig: (a, cb, h) => answer(h, '', { Response: {
    TableRight: { Mask: 'Select', Reason: null },
    FieldProperties: { FieldPropertyDictionaryKeyValuePair: [
      { Key: 'Name', Value: { FieldRight: { Mask: 'Read Write', Reason: '' }, FieldType: 'string', FieldLength: 10 } },
      { Key: 'Gone', Value: null }] },
    DefaultSmsCountry: 'NO',
    NetServerSmsProvider: null,
    NsPluginSender: '',
    NsPluginConfig: { StringKeyValuePair: [{ Key: 'user', Value: 'u' }, { Key: 'empty', Value: '' }, { Key: 'none', Value: null }] },
  } }),
  SaveSmsConfig: (a, cb, h) => {
    const c = a.SmsConfig || {};
    const settings = c.NsPluginConfig ? items(c.NsPluginConfig.StringKeyValuePair).map((x) => `${x.Key}=${text(x.Value)}`) : '(null)';
    const fields = c.FieldProperties ? items(c.FieldProperties.FieldPropertyDictionaryKeyValuePair)
      .map((x) => `${x.Key}=${text(x.Value && x.Value.FieldRight ? x.Value.FieldRight.Mask : null)}`) : '(null)';
    const received = [text(c.DefaultSmsCountry), text(c.NetServerSmsProvider), text(c.NsPluginSender), settings, fields].join(';');
    return answer(h, received, { Response: c });
  },
  CreateSession: (a, cb, h) => {
    const ip = (a || {}).RemoteIp;
    if (ip === 'fault') throw fault('No <access> & no æøå');
    if (ip === 'unhandled') throw new Error('not foreseen');
    if (ip === 'soerror') {
      return answer(h, '', { Response: null }, false, {
        Message: 'Not logged in',
        FriendlyText: 'Please log in',
        InnerException: { Message: 'inner', InnerException: { Message: 'innermost' } },
        Parameters: { SoExceptionInfoParametersKeyValuePair: [{ Key: 'p', Value: '1<&>' }, { Key: 'q', Value: null }] },
      });
    }
    return answer(h, text(ip), { Response: { Key: `key of ${text(ip)}`, LoginId: 7, UserId: -1 } });
  },
  RemoveSession: (a, cb, h) => answer(h, text(a.LoginId)),
  SessionIsValid: (a, cb, h) => answer(h, text(a.CsSessionKey), { Response: a.CsSessionKey === 'key' }),
  HasChatNotify: (a, cb, h) => answer(h, '', { Response: true }),
  UpdateFeatureToggles: (a, cb, h) =>
    answer(h, listed(a, 'FeatureToggles', 'CsFeatureToggle', (x) => `${x.Name}=${x.State}`)),
  EventHandlerExists: (a, cb, h) =>
    answer(h, text(a.EventHandlerType), { Response: a.EventHandlerType === 'SalesBeforeSaveSale' }),
  GetStatistics: (a, cb, h) => {
    const received = listed(a, 'Functions', 'StatusScreenPanelType', (x) => x);
    if (received === 'null') return answer(h, received, { Response: null });
    const sets = items((a.Functions || {}).StatusScreenPanelType).map((f) => ({ Label: f, Values: { StatisticsDataValue: [
      { Label: 'a', Value: 1.5, Description: '' }, { Label: null, Value: NaN }, { Value: -Infinity }, { Value: 0.1 + 0.2 }] } }));
    return answer(h, received, { Response: { StatisticsDataSet: sets } });
  },
  DeleteChatSessions: (a, cb, h) => answer(h, listed(a, 'Ids', 'int', (x) => x)),
  ChatSessionsForUser: (a, cb, h) => answer(h, '', { Response: { ChatSession: [
    { TableRight: { Mask: 'Select Update', Reason: 'because' }, ChatSessionId: 11 },
    { TableRight: { Mask: '' }, ChatSessionId: 12 },
    { TableRight: { Mask: 'Select' }, ChatSessionId: 13 }] } }),
};

let notified = null;
const probe = {
  Give: (a) => ({ Result: { Case: a.Case, RequiredText: '', Text: notified } }),
  Echo: (a) => ({ Result: a.Value }),
  Fail: (a) => {
    if (a.How === 'typed') throw fault('Declared æøå', { Trouble: { attributes: { xmlns: 'http://example.invalid/probe' }, Number: 42, Reason: 'Because <&>' } });
    if (a.How === 'plain') throw fault('Plain æøå');
    throw new Error('not foreseen');
  },
  Notify: (a) => { notified = a.Text; },
};
const fault12 = (f) => (a) => {
  try {
    return f(a);
  } catch (error) {
    if (!error.Fault) throw error;
    throw { Fault: { Code: { Value: 'soap:Sender' }, Reason: { Text: error.Fault.faultstring }, Detail: error.Fault.detail, statusCode: 500 } };
  }
};

const web = http.createServer((request, response) => response.writeHead(404).end());
web.listen(port, '127.0.0.1', () => {
  const bodies = {};
  for (const name of Object.keys(operations)) bodies[name] = (a, cb, h) => operations[name](a || {}, cb, h).body;
  const server = soap.listen(web, {
    path: '/cs',
    services: { WcfCustomerServiceService: { BasicHttpBinding_CustomerService: bodies } },
    xml: fs.readFileSync(repository + '/wsdl/Services83-CustomerService.wsdl', 'utf8'),
  });
  server.addSoapHeader((name, a, h) => {
    try {
      return operations[name](a || {}, null, h).reply;
    } catch (error) {
      return {};
    }
  }, '', 'so', NS);
  const xml = fs.readFileSync(repository + '/interop/Probe.wsdl', 'utf8');
  soap.listen(web, { path: '/probe11', services: { ProbeService: { ProbeSoap11: probe, ProbeSoap12: probe } }, xml });
  const twelve = { ...probe, Fail: fault12(probe.Fail) };
  soap.listen(web, { path: '/probe12', services: { ProbeService: { ProbeSoap11: twelve, ProbeSoap12: twelve } }, xml, forceSoap12Headers: true });
});
