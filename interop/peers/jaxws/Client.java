import cs.*;
import java.io.PrintStream;
import java.net.MalformedURLException;
import java.net.URL;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import javax.xml.namespace.QName;
import javax.xml.ws.BindingProvider;
import javax.xml.ws.Holder;
import javax.xml.ws.Service;
import javax.xml.ws.soap.SOAPFaultException;

/** JAX-WS RI: Client CS-URL PROBE11-URL PROBE12-URL CASE...; one line of JSON per case. */
public class Client {
    static final String NS = "http://www.superoffice.net/ws/crm/NetServer/Services83";
    static final String PROBE = "http://example.invalid/probe";

    static String json(String s) {
        StringBuilder out = new StringBuilder("\"");
        for (char c : s.toCharArray()) {
            if (c == '"' || c == '\\') {
                out.append('\\').append(c);
            } else if (c < 0x20) {
                out.append(String.format("\\u%04x", (int) c));
            } else {
                out.append(c);
            }
        }
        return out.append('"').toString();
    }

    /** A contract of this repository, whose root the system property `repository` names. */
    static URL contract(String path) {
        try {
            return Path.of(System.getProperty("repository"), path).toUri().toURL();
        } catch (MalformedURLException e) {
            throw new IllegalStateException(e);
        }
    }

    static <T> T limited(T port, String url) {
        Map<String, Object> context = ((BindingProvider) port).getRequestContext();
        context.put(BindingProvider.ENDPOINT_ADDRESS_PROPERTY, url);
        context.put("com.sun.xml.ws.request.timeout", 30000);
        return port;
    }

    /** One call of CustomerService: its headers, and what the answer's say. */
    static class Call {
        final CustomerService port;
        final SoCredentials credentials = new SoCredentials();
        final Holder<SoTimeZone> zone = new Holder<>(new SoTimeZone());
        final Holder<SoExceptionInfo> error = new Holder<>();
        final Holder<SoExtraInfo> extra = new Holder<>();
        final Holder<Boolean> succeeded = new Holder<>();
        static final String TOKEN = "token-1 <&>";

        Call(String url) {
            Service service = Service.create(contract("wsdl/Services83-CustomerService.wsdl"), new QName(NS, "WcfCustomerServiceService"));
            port = limited(service.getPort(new QName(NS, "BasicHttpBinding_CustomerService"), CustomerService.class), url);
            credentials.setTicket("7T:tick=et==");
            zone.value.setSoTimeZoneId(8);
            zone.value.setSoTimeZoneLocationCode("NO-OSL");
        }

        String tail() {
            String received = "";
            String headers = "";
            if (extra.value != null) {
                for (SoExtraInfo.ExtraInfoNameValuePair pair : extra.value.getExtraInfoNameValuePair()) {
                    if ("received".equals(pair.getKey()) && pair.getValue() != null) {
                        received = pair.getValue();
                    }
                    if ("headers".equals(pair.getKey()) && pair.getValue() != null) {
                        headers = pair.getValue();
                    }
                }
            }
            return "|" + received + "|" + headers + "|" + succeeded.value + "|"
                + (zone.value == null ? "(null)" : zone.value.getSoTimeZoneId());
        }

        String session(String ip) {
            CsSessionKey key = port.createSession(ip, TOKEN, credentials, zone, error, extra, succeeded);
            return key.getKey() + "," + key.getLoginId() + "," + key.getUserId() + tail();
        }

        String toggles(ArrayOfCsFeatureToggle toggles) {
            port.updateFeatureToggles(toggles, TOKEN, credentials, zone, error, extra, succeeded);
            return tail();
        }

        String statistics(ArrayOfStatusScreenPanelType functions) {
            ArrayOfStatisticsDataSet sets = port.getStatistics(functions, TOKEN, credentials, zone, error, extra, succeeded);
            if (sets == null) {
                return "null" + tail();
            }
            List<StatisticsDataSet> all = sets.getStatisticsDataSet();
            if (all.isEmpty()) {
                return "0" + tail();
            }
            List<StatisticsDataValue> v = all.get(0).getValues().getStatisticsDataValue();
            boolean exact = v.get(0).getValue() == 1.5 && Double.isNaN(v.get(1).getValue())
                && v.get(2).getValue() == Double.NEGATIVE_INFINITY && v.get(3).getValue() == 0.1 + 0.2;
            return all.size() + ":" + all.get(0).getLabel() + ":" + v.size() + ":" + (exact ? "exact" : "wrong") + tail();
        }

        String delete(ArrayOfint ids) {
            port.deleteChatSessions(ids, TOKEN, credentials, zone, error, extra, succeeded);
            return tail();
        }
    }

    static void toggle(ArrayOfCsFeatureToggle toggles, String name, boolean state) {
        CsFeatureToggle toggle = new CsFeatureToggle();
        toggle.setName(name);
        toggle.setState(state);
        toggles.getCsFeatureToggle().add(toggle);
    }

    static String customer(String name, String url) {
        Call c = new Call(name.startsWith("wire/") ? url + name.substring(4) : url);
        ArrayOfCsFeatureToggle toggles = new ArrayOfCsFeatureToggle();
        ArrayOfStatusScreenPanelType functions = new ArrayOfStatusScreenPanelType();
        ArrayOfint ids = new ArrayOfint();
        switch (name) {
            case "toggles":
                toggle(toggles, "NewDashboard", true);
                toggle(toggles, "Chat & <Bots> \"x\"", false);
                toggle(toggles, "Ærø-🚀", true);
                return c.toggles(toggles);
            case "toggles-empty": return c.toggles(toggles);
            case "toggles-null": return c.toggles(null);
            case "toggles-10000":
                for (int i = 0; i < 10000; i++) {
                    toggle(toggles, "t" + i, i % 2 == 0);
                }
                return c.toggles(toggles);
            case "session": return c.session("10.0.0.1");
            case "session-null":
            case "session-absent": return c.session(null);
            case "session-empty": return c.session("");
            case "fault":
            case "unhandled": return c.session(name);
            case "valid":
                return c.port.sessionIsValid("key", Call.TOKEN, c.credentials, c.zone, c.error, c.extra, c.succeeded) + c.tail();
            case "remove":
                c.port.removeSession(42, Call.TOKEN, c.credentials, c.zone, c.error, c.extra, c.succeeded);
                return c.tail();
            case "chat-notify":
                return c.port.hasChatNotify(Call.TOKEN, c.credentials, c.zone, c.error, c.extra, c.succeeded) + c.tail();
            case "event-handler":
                return c.port.eventHandlerExists(EventHandlerType.SALES_BEFORE_SAVE_SALE, Call.TOKEN, c.credentials, c.zone,
                    c.error, c.extra, c.succeeded) + c.tail();
            case "statistics":
                functions.getStatusScreenPanelType().addAll(
                    List.of(StatusScreenPanelType.UNASSIGNED_REQUESTS, StatusScreenPanelType.HOTLIST));
                return c.statistics(functions);
            case "statistics-empty": return c.statistics(functions);
            case "statistics-null": return c.statistics(null);
            case "delete-chat":
                ids.getInt().addAll(List.of(1, -2, 2147483647));
                return c.delete(ids);
            case "delete-chat-empty": return c.delete(ids);
            case "delete-chat-null": return c.delete(null);
            case "chat-sessions":
                List<ChatSession> all = c.port.chatSessionsForUser(Call.TOKEN, c.credentials, c.zone, c.error, c.extra, c.succeeded)
                    .getChatSession();
                return all.size() + ":" + all.stream().map(s -> "" + s.getChatSessionId()).collect(Collectors.joining(",")) + ":"
                    + all.stream().map(s -> String.join(" ", s.getTableRight().getMask())).collect(Collectors.joining("/")) + c.tail();
            case "sms-get":
            case "sms-default":
                SmsConfig config = name.equals("sms-get")
                    ? c.port.getSmsConfig(Call.TOKEN, c.credentials, c.zone, c.error, c.extra, c.succeeded)
                    : c.port.createDefaultSmsConfig(Call.TOKEN, c.credentials, c.zone, c.error, c.extra, c.succeeded);
                Call s = new Call(url);
                return s.port.saveSmsConfig(config, Call.TOKEN, s.credentials, s.zone, s.error, s.extra, s.succeeded)
                    .getDefaultSmsCountry() + s.tail();
            case "error-header":
                c.port.createSession("soerror", Call.TOKEN, c.credentials, c.zone, c.error, c.extra, c.succeeded);
                SoExceptionInfo e = c.error.value;
                return e.getMessage() + "/" + e.getInnerException().getMessage() + "/"
                    + e.getInnerException().getInnerException().getMessage() + "/"
                    + e.getParameters().getSoExceptionInfoParametersKeyValuePair().stream()
                        .map(p -> p.getKey() + "=" + (p.getValue() == null ? "(null)" : p.getValue())).collect(Collectors.joining(","))
                    + c.tail();
            default: return c.session("Ærø"); // wire/...
        }
    }

    static String probe(String name, String binding, String url) {
        Service service = Service.create(contract("interop/Probe.wsdl"), new QName(PROBE, "ProbeService"));
        probe.Probe port = limited(service.getPort(new QName(PROBE, binding), probe.Probe.class), url);
        if (name.startsWith("fault-")) {
            try {
                port.fail(name.substring("fault-".length()));
                return "no fault";
            } catch (probe.TroubleFault e) {
                probe.Trouble trouble = e.getFaultInfo();
                return "fault:" + e.getMessage() + ":" + trouble.getNumber() + ":" + trouble.getReason();
            } catch (SOAPFaultException e) {
                return name.equals("fault-unhandled") ? "fault" : "fault:" + e.getFault().getFaultString();
            }
        }
        if (name.equals("one-way")) {
            port.notify("told æøå");
            return String.valueOf(port.give("notified").getText());
        }
        return String.valueOf(port.echo(port.give(name)).getVerdict());
    }

    public static void main(String[] arguments) throws Exception {
        PrintStream out = new PrintStream(System.out, true, "UTF-8");
        for (String name : Arrays.asList(arguments).subList(3, arguments.length)) {
            boolean ok = true;
            String detail;
            try {
                if (name.startsWith("probe11/")) {
                    detail = probe(name.substring(8), "ProbeSoap11", arguments[1]);
                } else if (name.startsWith("probe12/")) {
                    detail = probe(name.substring(8), "ProbeSoap12", arguments[2]);
                } else {
                    detail = customer(name, arguments[0]);
                }
            } catch (SOAPFaultException e) {
                detail = name.equals("unhandled") ? "fault" : "fault:" + e.getFault().getFaultString();
            } catch (Exception e) {
                ok = false;
                detail = "error: " + e.getClass().getSimpleName() + ": " + e.getMessage();
            }
            out.println("{\"case\":" + json(name) + ",\"ok\":" + ok + ",\"detail\":" + json(detail) + "}");
        }
        System.exit(0);
    }
}
