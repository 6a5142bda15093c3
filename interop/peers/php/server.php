<?php
// PHP SoapServer for both contracts; run by `php -S`. The path chooses: /cs, /probe11, /probe12.
declare(strict_types=1);
error_reporting(E_ERROR);
ini_set('soap.wsdl_cache_enabled', '0');
// With the default of 14 digits doubles are cut.
ini_set('precision', '17');
ini_set('serialize_precision', '17');

class Shape {}
class Circle extends Shape {}
class Box extends Shape {}

const NS = 'http://www.superoffice.net/ws/crm/NetServer/Services83';

/** `(null)` where there is no value, so that nil and empty can be told apart. */
function text($value): string
{
    return $value === null ? '(null)' : (string) $value;
}

/** Items of a wrapper: none, one or several come in three shapes. */
function items($wrapper, string $name): array
{
    $value = is_object($wrapper) ? ($wrapper->$name ?? []) : [];
    return is_array($value) ? $value : [$value];
}

function listed($wrapper, string $name, callable $show): string
{
    if ($wrapper === null) {
        return 'null';
    }
    $all = items($wrapper, $name);
    $some = count($all) <= 10 ? $all : [$all[0], end($all)];
    return count($all) . ':' . implode(',', array_map($show, $some));
}

class CustomerService
{
    private $headers = ['ApplicationToken' => null, 'Credentials' => null, 'TimeZone' => null];

    // SoapServer calls the methods named like the headers before the operation.
    public function ApplicationToken($value) { $this->headers['ApplicationToken'] = $value; }
    public function Credentials($value) { $this->headers['Credentials'] = $value; }
    public function TimeZone($value) { $this->headers['TimeZone'] = $value; }

    private function answer(string $received, $body = [], bool $succeeded = true, $error = null)
    {
        global $server;
        $zone = $this->headers['TimeZone'];
        $report = implode(',', [
            text($this->headers['ApplicationToken']),
            text($this->headers['Credentials']->Ticket ?? null),
            text($zone->SoTimeZoneId ?? null),
            text($zone->SoTimeZoneLocationCode ?? null),
        ]);
        if ($error !== null) {
            $server->addSoapHeader(new SoapHeader(NS, 'ExceptionInfo', $error));
        }
        $server->addSoapHeader(new SoapHeader(NS, 'ExtraInfo', ['ExtraInfoNameValuePair' => [
            ['Key' => 'received', 'Value' => $received],
            ['Key' => 'headers', 'Value' => $report],
        ]]));
        $server->addSoapHeader(new SoapHeader(NS, 'Succeeded', $succeeded));
        if ($zone !== null) {
            $server->addSoapHeader(new SoapHeader(NS, 'TimeZone', $zone));
        }
        return $body;
    }

    public function CreateDefaultSmsConfig($p) { return $this->answer('', ['Response' => ['DefaultSmsCountry' => 'SE']]); }

    public function GetSmsConfig($p)
    {
        return $this->answer('', ['Response' => [
            'TableRight' => ['Mask' => 'Select', 'Reason' => null],
            'FieldProperties' => ['FieldPropertyDictionaryKeyValuePair' => [
                ['Key' => 'Name', 'Value' => [
                    'FieldRight' => ['Mask' => 'Read Write', 'Reason' => ''], 'FieldType' => 'string', 'FieldLength' => 10,
                ]],
                ['Key' => 'Gone', 'Value' => null],
            ]],
            'DefaultSmsCountry' => 'NO',
            'NetServerSmsProvider' => null,
            'NsPluginSender' => '',
            'NsPluginConfig' => ['StringKeyValuePair' => [
                ['Key' => 'user', 'Value' => 'u'], ['Key' => 'empty', 'Value' => ''], ['Key' => 'none', 'Value' => null],
            ]],
        ]]);
    }

    public function SaveSmsConfig($p)
    {
        $config = $p->SmsConfig;
        $settings = isset($config->NsPluginConfig)
            ? implode(',', array_map(fn ($x) => $x->Key . '=' . text($x->Value), items($config->NsPluginConfig, 'StringKeyValuePair')))
            : '(null)';
        $fields = isset($config->FieldProperties)
            ? implode(',', array_map(
                fn ($x) => $x->Key . '=' . text($x->Value->FieldRight->Mask ?? null),
                items($config->FieldProperties, 'FieldPropertyDictionaryKeyValuePair')
            ))
            : '(null)';
        return $this->answer(implode(';', [
            text($config->DefaultSmsCountry ?? null),
            text($config->NetServerSmsProvider ?? null),
            text($config->NsPluginSender ?? null),
            $settings,
            $fields,
        ]), ['Response' => $config]);
    }

    public function CreateSession($p)
    {
        $ip = $p->RemoteIp ?? null;
        if ($ip === 'fault') {
            throw new SoapFault('Client', 'No <access> & no æøå');
        }
        if ($ip === 'unhandled') {
            throw new RuntimeException('not foreseen');
        }
        if ($ip === 'soerror') {
            return $this->answer('', ['Response' => null], false, [
                'Message' => 'Not logged in',
                'FriendlyText' => 'Please log in',
                'InnerException' => ['Message' => 'inner', 'InnerException' => ['Message' => 'innermost']],
                'Parameters' => ['SoExceptionInfoParametersKeyValuePair' => [
                    ['Key' => 'p', 'Value' => '1<&>'], ['Key' => 'q', 'Value' => null],
                ]],
            ]);
        }
        return $this->answer(text($ip), ['Response' => ['Key' => 'key of ' . text($ip), 'LoginId' => 7, 'UserId' => -1]]);
    }

    public function RemoveSession($p) { return $this->answer(text($p->LoginId ?? null)); }

    public function SessionIsValid($p)
    {
        $key = $p->CsSessionKey ?? null;
        return $this->answer(text($key), ['Response' => $key === 'key']);
    }

    public function HasChatNotify($p) { return $this->answer('', ['Response' => true]); }

    public function UpdateFeatureToggles($p)
    {
        return $this->answer(listed(
            $p->FeatureToggles ?? null,
            'CsFeatureToggle',
            fn ($x) => text($x->Name ?? null) . '=' . ($x->State ? 'true' : 'false')
        ));
    }

    public function EventHandlerExists($p)
    {
        return $this->answer(text($p->EventHandlerType), ['Response' => $p->EventHandlerType === 'SalesBeforeSaveSale']);
    }

    public function GetStatistics($p)
    {
        $functions = $p->Functions ?? null;
        $received = listed($functions, 'StatusScreenPanelType', fn ($x) => $x);
        if ($functions === null) {
            return $this->answer($received, ['Response' => null]);
        }
        $sets = array_map(fn ($f) => ['Label' => $f, 'Values' => ['StatisticsDataValue' => [
            ['Label' => 'a', 'Value' => 1.5, 'Description' => ''],
            ['Label' => null, 'Value' => NAN],
            ['Value' => -INF],
            ['Value' => 0.1 + 0.2],
        ]]], items($functions, 'StatusScreenPanelType'));
        return $this->answer($received, ['Response' => ['StatisticsDataSet' => $sets]]);
    }

    public function DeleteChatSessions($p) { return $this->answer(listed($p->Ids ?? null, 'int', fn ($x) => $x)); }

    public function ChatSessionsForUser($p)
    {
        return $this->answer('', ['Response' => ['ChatSession' => [
            ['TableRight' => ['Mask' => 'Select Update', 'Reason' => 'because'], 'ChatSessionId' => 11],
            ['TableRight' => ['Mask' => ''], 'ChatSessionId' => 12],
            ['TableRight' => ['Mask' => 'Select'], 'ChatSessionId' => 13],
        ]]]);
    }
}

class Probe
{
    private static function notified(): string { return sys_get_temp_dir() . '/interop-php-' . $_SERVER['SERVER_PORT']; }

    public function Give($p)
    {
        $text = @file_get_contents(self::notified());
        return ['Result' => ['Case' => $p->Case, 'RequiredText' => '', 'Text' => $text === false ? null : $text]];
    }

    public function Echo($p) { return ['Result' => $p->Value]; }

    public function Fail($p)
    {
        if ($p->How === 'typed') {
            throw new SoapFault('Client', 'Declared æøå', null, ['Number' => 42, 'Reason' => 'Because <&>'], 'Trouble');
        }
        if ($p->How === 'plain') {
            throw new SoapFault('Client', 'Plain æøå');
        }
        throw new RuntimeException('not foreseen');
    }

    public function Notify($p) { file_put_contents(self::notified(), $p->Text); }
}

$path = parse_url($_SERVER['REQUEST_URI'], PHP_URL_PATH);
$repository = dirname(__DIR__, 3);
if ($path === '/cs') {
    $server = new SoapServer("$repository/wsdl/Services83-CustomerService.wsdl", ['encoding' => 'UTF-8']);
    $server->setObject(new CustomerService());
} else {
    $server = new SoapServer("$repository/interop/Probe.wsdl", [
        'soap_version' => $path === '/probe12' ? SOAP_1_2 : SOAP_1_1,
        'classmap' => ['Shape' => 'Shape', 'Circle' => 'Circle', 'Box' => 'Box'],
    ]);
    $server->setObject(new Probe());
}
$server->handle();
