<?php
// PHP SoapClient: client.php CS-URL PROBE11-URL PROBE12-URL CASE...; one line of JSON per case.
declare(strict_types=1);
error_reporting(E_ERROR);
ini_set('soap.wsdl_cache_enabled', '0');
// With the default of 14 digits doubles are cut.
ini_set('precision', '17');
ini_set('serialize_precision', '17');
ini_set('default_socket_timeout', '30');

class Shape {}
class Circle extends Shape {}
class Box extends Shape {}

const NS = 'http://www.superoffice.net/ws/crm/NetServer/Services83';
[, $cs, $probe11, $probe12] = $argv;
$repository = dirname(__DIR__, 3);

function items($wrapper, string $name): array
{
    $value = is_object($wrapper) ? ($wrapper->$name ?? []) : [];
    return is_array($value) ? $value : [$value];
}

function text($value): string
{
    return $value === null ? '(null)' : (is_bool($value) ? ($value ? 'true' : 'false') : (string) $value);
}

/** Calls an operation of CustomerService with the three headers: [reply, what its headers say]. */
function call(string $operation, array $arguments = [], string $variant = ''): array
{
    global $cs, $repository;
    $client = new SoapClient("$repository/wsdl/Services83-CustomerService.wsdl", [
        'location' => $cs . $variant, 'exceptions' => true, 'encoding' => 'UTF-8', 'keep_alive' => true,
    ]);
    $client->__setSoapHeaders([
        new SoapHeader(NS, 'ApplicationToken', 'token-1 <&>'),
        new SoapHeader(NS, 'Credentials', ['Ticket' => '7T:tick=et==']),
        new SoapHeader(NS, 'TimeZone', ['SoTimeZoneId' => 8, 'SoTimeZoneLocationCode' => 'NO-OSL']),
    ]);
    $reply = $client->__soapCall($operation, [$arguments], null, null, $headers);
    $extra = [];
    foreach (items($headers['ExtraInfo'] ?? null, 'ExtraInfoNameValuePair') as $pair) {
        $extra[$pair->Key] = $pair->Value;
    }
    $tail = implode('|', ['', $extra['received'] ?? '', $extra['headers'] ?? '', text($headers['Succeeded'] ?? null),
        text($headers['TimeZone']->SoTimeZoneId ?? null)]);
    return [$reply, $tail, $headers];
}

function session($ip, string $variant = ''): string
{
    [$reply, $tail] = call('CreateSession', $ip === false ? [] : ['RemoteIp' => $ip], $variant);
    return "{$reply->Response->Key},{$reply->Response->LoginId},{$reply->Response->UserId}$tail";
}

function sms(string $operation): string
{
    [$reply] = call($operation);
    [$saved, $tail] = call('SaveSmsConfig', ['SmsConfig' => $reply->Response]);
    return $saved->Response->DefaultSmsCountry . $tail;
}

function statistics($functions): string
{
    [$reply, $tail] = call('GetStatistics', ['Functions' => $functions]);
    if ($reply->Response === null) {
        return "null$tail";
    }
    $sets = items($reply->Response, 'StatisticsDataSet');
    if (!$sets) {
        return "0$tail";
    }
    $v = items($sets[0]->Values, 'StatisticsDataValue');
    $exact = $v[0]->Value === 1.5 && is_nan($v[1]->Value) && $v[2]->Value === -INF && $v[3]->Value === 0.1 + 0.2;
    return count($sets) . ":{$sets[0]->Label}:" . count($v) . ':' . ($exact ? 'exact' : 'wrong') . $tail;
}

function customer(string $case): string
{
    $toggle = fn ($name, $state) => ['Name' => $name, 'State' => $state];
    switch ($case) {
        case 'toggles':
            return call('UpdateFeatureToggles', ['FeatureToggles' => ['CsFeatureToggle' => [
                $toggle('NewDashboard', true), $toggle('Chat & <Bots> "x"', false), $toggle('Ærø-🚀', true)]]])[1];
        case 'toggles-empty': return call('UpdateFeatureToggles', ['FeatureToggles' => new stdClass()])[1];
        case 'toggles-null': return call('UpdateFeatureToggles', ['FeatureToggles' => null])[1];
        case 'toggles-10000':
            $all = array_map(fn ($i) => $toggle("t$i", $i % 2 === 0), range(0, 9999));
            return call('UpdateFeatureToggles', ['FeatureToggles' => ['CsFeatureToggle' => $all]])[1];
        case 'session': return session('10.0.0.1');
        case 'session-null': return session(null);
        case 'session-absent': return session(false);
        case 'session-empty': return session('');
        case 'valid':
            [$reply, $tail] = call('SessionIsValid', ['CsSessionKey' => 'key']);
            return text($reply->Response) . $tail;
        case 'remove': return call('RemoveSession', ['LoginId' => 42])[1];
        case 'chat-notify':
            [$reply, $tail] = call('HasChatNotify');
            return text($reply->Response) . $tail;
        case 'event-handler':
            [$reply, $tail] = call('EventHandlerExists', ['EventHandlerType' => 'SalesBeforeSaveSale']);
            return text($reply->Response) . $tail;
        case 'statistics': return statistics(['StatusScreenPanelType' => ['UnassignedRequests', 'Hotlist']]);
        case 'statistics-empty': return statistics(new stdClass());
        case 'statistics-null': return statistics(null);
        case 'delete-chat': return call('DeleteChatSessions', ['Ids' => ['int' => [1, -2, 2147483647]]])[1];
        case 'delete-chat-empty': return call('DeleteChatSessions', ['Ids' => new stdClass()])[1];
        case 'delete-chat-null': return call('DeleteChatSessions', ['Ids' => null])[1];
        case 'chat-sessions':
            [$reply, $tail] = call('ChatSessionsForUser');
            $all = items($reply->Response, 'ChatSession');
            return count($all) . ':' . implode(',', array_map(fn ($x) => $x->ChatSessionId, $all))
                . ':' . implode('/', array_map(fn ($x) => $x->TableRight->Mask, $all)) . $tail;
        case 'sms-get': return sms('GetSmsConfig');
        case 'sms-default': return sms('CreateDefaultSmsConfig');
        case 'error-header':
            [, $tail, $headers] = call('CreateSession', ['RemoteIp' => 'soerror']);
            $e = $headers['ExceptionInfo'];
            $p = items($e->Parameters, 'SoExceptionInfoParametersKeyValuePair');
            return implode('/', [$e->Message, $e->InnerException->Message, $e->InnerException->InnerException->Message,
                $p[0]->Key . '=' . $p[0]->Value . ',' . $p[1]->Key . '=' . text($p[1]->Value)]) . $tail;
        case 'fault': return session('fault');
        case 'unhandled': return session('unhandled');
    }
    return session('Ærø', '/' . substr($case, 5)); // wire/...
}

function probe(string $case, int $version, string $url): string
{
    global $repository;
    $client = new SoapClient("$repository/interop/Probe.wsdl", [
        'location' => $url, 'soap_version' => $version,
        'classmap' => ['Shape' => 'Shape', 'Circle' => 'Circle', 'Box' => 'Box'],
    ]);
    if (str_starts_with($case, 'fault-')) {
        try {
            $client->Fail(['How' => substr($case, 6)]);
            return 'no fault';
        } catch (SoapFault $e) {
            if ($e->faultcode === 'HTTP') {
                throw $e;
            }
            $t = $e->detail->Trouble ?? null;
            return $case === 'fault-unhandled' ? 'fault' : 'fault:' . $e->getMessage() . ($t ? ":{$t->Number}:{$t->Reason}" : '');
        }
    }
    if ($case === 'one-way') {
        $client->Notify(['Text' => 'told æøå']);
        return text($client->Give(['Case' => 'notified'])->Result->Text ?? null);
    }
    $values = $client->Give(['Case' => $case])->Result;
    return text($client->Echo(['Value' => $values])->Result->Verdict ?? null);
}

foreach (array_slice($argv, 4) as $case) {
    $line = ['case' => $case];
    try {
        $detail = match (true) {
            str_starts_with($case, 'probe11/') => probe(substr($case, 8), SOAP_1_1, $probe11),
            str_starts_with($case, 'probe12/') => probe(substr($case, 8), SOAP_1_2, $probe12),
            default => customer($case),
        };
        $line += ['ok' => true, 'detail' => $detail];
    } catch (SoapFault $e) {
        $line += $e->faultcode === 'HTTP' ? ['ok' => false, 'detail' => 'error: ' . $e->getMessage()]
            : ['ok' => true, 'detail' => 'fault' . ($case === 'unhandled' ? '' : ':' . $e->getMessage())];
    } catch (Throwable $e) {
        $line += ['ok' => false, 'detail' => 'error: ' . $e->getMessage()];
    }
    echo json_encode($line, JSON_UNESCAPED_UNICODE | JSON_UNESCAPED_SLASHES | JSON_INVALID_UTF8_SUBSTITUTE), "\n";
}
