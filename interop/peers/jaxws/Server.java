import cs.*;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Collectors;
import javax.jws.WebService;
import javax.xml.namespace.QName;
import javax.xml.soap.SOAPConstants;
import javax.xml.soap.SOAPFactory;
import javax.xml.soap.SOAPFault;
import javax.xml.ws.BindingType;
import javax.xml.ws.Endpoint;
import javax.xml.ws.Holder;
import javax.xml.ws.soap.SOAPBinding;
import javax.xml.ws.soap.SOAPFaultException;

/** JAX-WS RI: Server PORT serves /cs, /probe11 and /probe12. */
public class Server {
    static String text(Object value) {
        return value == null ? "(null)" : value.toString();
    }

    static SOAPFaultException fault(boolean twelve, String message) {
        try {
            String version = twelve ? SOAPConstants.SOAP_1_2_PROTOCOL : SOAPConstants.SOAP_1_1_PROTOCOL;
            QName code = twelve ? SOAPConstants.SOAP_SENDER_FAULT
                : new QName(SOAPConstants.URI_NS_SOAP_1_1_ENVELOPE, "Client");
            SOAPFault fault = SOAPFactory.newInstance(version).createFault(message, code);
            return new SOAPFaultException(fault);
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    @WebService(endpointInterface = "cs.CustomerService", serviceName = "WcfCustomerServiceService",
        portName = "BasicHttpBinding_CustomerService",
        targetNamespace = "http://www.superoffice.net/ws/crm/NetServer/Services83")
    public static class Customer implements CustomerService {
        private static void extra(SoExtraInfo info, String key, String value) {
            SoExtraInfo.ExtraInfoNameValuePair pair = new SoExtraInfo.ExtraInfoNameValuePair();
            pair.setKey(key);
            pair.setValue(value);
            info.getExtraInfoNameValuePair().add(pair);
        }

        private static void answer(String received, String token, SoCredentials credentials, Holder<SoTimeZone> zone,
                Holder<SoExtraInfo> extra, Holder<Boolean> succeeded) {
            SoTimeZone z = zone.value;
            extra.value = new SoExtraInfo();
            extra(extra.value, "received", received);
            extra(extra.value, "headers", text(token) + "," + text(credentials == null ? null : credentials.getTicket()) + ","
                + text(z == null ? null : z.getSoTimeZoneId()) + "," + text(z == null ? null : z.getSoTimeZoneLocationCode()));
            succeeded.value = true;
        }

        private static <T> String listed(List<T> all, Function<T, String> show) {
            List<T> some = all.size() <= 10 ? all : List.of(all.get(0), all.get(all.size() - 1));
            return all.size() + ":" + some.stream().map(show).collect(Collectors.joining(","));
        }

        @Override
        public SmsConfig createDefaultSmsConfig(String token, SoCredentials credentials, Holder<SoTimeZone> zone,
                Holder<SoExceptionInfo> error, Holder<SoExtraInfo> extra, Holder<Boolean> succeeded) {
            answer("", token, credentials, zone, extra, succeeded);
            SmsConfig config = new SmsConfig();
            config.setDefaultSmsCountry("SE");
            return config;
        }

        @Override
        public SmsConfig getSmsConfig(String token, SoCredentials credentials, Holder<SoTimeZone> zone,
                Holder<SoExceptionInfo> error, Holder<SoExtraInfo> extra, Holder<Boolean> succeeded) {
            answer("", token, credentials, zone, extra, succeeded);
            SmsConfig config = new SmsConfig();
            TableRight right = new TableRight();
            right.getMask().add("Select");
            config.setTableRight(right);
            FieldRight fieldRight = new FieldRight();
            fieldRight.getMask().addAll(List.of("Read", "Write"));
            fieldRight.setReason("");
            FieldProperty property = new FieldProperty();
            property.setFieldRight(fieldRight);
            property.setFieldType("string");
            property.setFieldLength(10);
            FieldPropertyDictionary fields = new FieldPropertyDictionary();
            field(fields, "Name", property);
            field(fields, "Gone", null);
            config.setFieldProperties(fields);
            config.setDefaultSmsCountry("NO");
            config.setNsPluginSender("");
            StringDictionary settings = new StringDictionary();
            setting(settings, "user", "u");
            setting(settings, "empty", "");
            setting(settings, "none", null);
            config.setNsPluginConfig(settings);
            return config;
        }

        private static void field(FieldPropertyDictionary fields, String key, FieldProperty value) {
            FieldPropertyDictionary.FieldPropertyDictionaryKeyValuePair pair =
                new FieldPropertyDictionary.FieldPropertyDictionaryKeyValuePair();
            pair.setKey(key);
            pair.setValue(value);
            fields.getFieldPropertyDictionaryKeyValuePair().add(pair);
        }

        private static void setting(StringDictionary settings, String key, String value) {
            StringDictionary.StringKeyValuePair pair = new StringDictionary.StringKeyValuePair();
            pair.setKey(key);
            pair.setValue(value);
            settings.getStringKeyValuePair().add(pair);
        }

        @Override
        public SmsConfig saveSmsConfig(SmsConfig c, String token, SoCredentials credentials, Holder<SoTimeZone> zone,
                Holder<SoExceptionInfo> error, Holder<SoExtraInfo> extra, Holder<Boolean> succeeded) {
            String received = "(null);(null);(null);(null);(null)";
            if (c != null) {
                String settings = c.getNsPluginConfig() == null ? "(null)" : c.getNsPluginConfig().getStringKeyValuePair().stream()
                    .map(p -> p.getKey() + "=" + text(p.getValue())).collect(Collectors.joining(","));
                String fields = c.getFieldProperties() == null ? "(null)"
                    : c.getFieldProperties().getFieldPropertyDictionaryKeyValuePair().stream()
                        .map(p -> p.getKey() + "=" + (p.getValue() == null || p.getValue().getFieldRight() == null ? "(null)"
                            : String.join(" ", p.getValue().getFieldRight().getMask())))
                        .collect(Collectors.joining(","));
                received = String.join(";", text(c.getDefaultSmsCountry()), text(c.getNetServerSmsProvider()),
                    text(c.getNsPluginSender()), settings, fields);
            }
            answer(received, token, credentials, zone, extra, succeeded);
            return c;
        }

        @Override
        public CsSessionKey createSession(String ip, String token, SoCredentials credentials, Holder<SoTimeZone> zone,
                Holder<SoExceptionInfo> error, Holder<SoExtraInfo> extra, Holder<Boolean> succeeded) {
            if ("fault".equals(ip)) {
                throw fault(false, "No <access> & no æøå");
            }
            if ("unhandled".equals(ip)) {
                throw new IllegalStateException("not foreseen");
            }
            answer("soerror".equals(ip) ? "" : text(ip), token, credentials, zone, extra, succeeded);
            if ("soerror".equals(ip)) {
                SoExceptionInfo innermost = new SoExceptionInfo();
                innermost.setMessage("innermost");
                SoExceptionInfo inner = new SoExceptionInfo();
                inner.setMessage("inner");
                inner.setInnerException(innermost);
                error.value = new SoExceptionInfo();
                error.value.setMessage("Not logged in");
                error.value.setFriendlyText("Please log in");
                error.value.setInnerException(inner);
                error.value.setParameters(new SoExceptionInfoParameters());
                for (String[] pair : new String[][] {{"p", "1<&>"}, {"q", null}}) {
                    SoExceptionInfoParameters.SoExceptionInfoParametersKeyValuePair p =
                        new SoExceptionInfoParameters.SoExceptionInfoParametersKeyValuePair();
                    p.setKey(pair[0]);
                    p.setValue(pair[1]);
                    error.value.getParameters().getSoExceptionInfoParametersKeyValuePair().add(p);
                }
                succeeded.value = false;
                return null;
            }
            CsSessionKey key = new CsSessionKey();
            key.setKey("key of " + text(ip));
            key.setLoginId(7);
            key.setUserId(-1);
            return key;
        }

        @Override
        public void removeSession(Integer id, String token, SoCredentials credentials, Holder<SoTimeZone> zone,
                Holder<SoExceptionInfo> error, Holder<SoExtraInfo> extra, Holder<Boolean> succeeded) {
            answer(text(id), token, credentials, zone, extra, succeeded);
        }

        @Override
        public Boolean sessionIsValid(String key, String token, SoCredentials credentials, Holder<SoTimeZone> zone,
                Holder<SoExceptionInfo> error, Holder<SoExtraInfo> extra, Holder<Boolean> succeeded) {
            answer(text(key), token, credentials, zone, extra, succeeded);
            return "key".equals(key);
        }

        @Override
        public Boolean hasChatNotify(String token, SoCredentials credentials, Holder<SoTimeZone> zone,
                Holder<SoExceptionInfo> error, Holder<SoExtraInfo> extra, Holder<Boolean> succeeded) {
            answer("", token, credentials, zone, extra, succeeded);
            return true;
        }

        @Override
        public void updateFeatureToggles(ArrayOfCsFeatureToggle toggles, String token, SoCredentials credentials,
                Holder<SoTimeZone> zone, Holder<SoExceptionInfo> error, Holder<SoExtraInfo> extra, Holder<Boolean> succeeded) {
            String received = toggles == null ? "null"
                : listed(toggles.getCsFeatureToggle(), t -> text(t.getName()) + "=" + t.isState());
            answer(received, token, credentials, zone, extra, succeeded);
        }

        @Override
        public Boolean eventHandlerExists(EventHandlerType type, String token, SoCredentials credentials, Holder<SoTimeZone> zone,
                Holder<SoExceptionInfo> error, Holder<SoExtraInfo> extra, Holder<Boolean> succeeded) {
            answer(type == null ? "(null)" : type.value(), token, credentials, zone, extra, succeeded);
            return type == EventHandlerType.SALES_BEFORE_SAVE_SALE;
        }

        @Override
        public ArrayOfStatisticsDataSet getStatistics(ArrayOfStatusScreenPanelType functions, String token,
                SoCredentials credentials, Holder<SoTimeZone> zone, Holder<SoExceptionInfo> error, Holder<SoExtraInfo> extra,
                Holder<Boolean> succeeded) {
            if (functions == null) {
                answer("null", token, credentials, zone, extra, succeeded);
                return null;
            }
            answer(listed(functions.getStatusScreenPanelType(), StatusScreenPanelType::value), token, credentials, zone, extra, succeeded);
            ArrayOfStatisticsDataSet reply = new ArrayOfStatisticsDataSet();
            for (StatusScreenPanelType function : functions.getStatusScreenPanelType()) {
                StatisticsDataSet set = new StatisticsDataSet();
                set.setLabel(function.value());
                set.setValues(new ArrayOfStatisticsDataValue());
                for (double d : new double[] {1.5, Double.NaN, Double.NEGATIVE_INFINITY, 0.1 + 0.2}) {
                    StatisticsDataValue value = new StatisticsDataValue();
                    value.setValue(d);
                    set.getValues().getStatisticsDataValue().add(value);
                }
                set.getValues().getStatisticsDataValue().get(0).setLabel("a");
                reply.getStatisticsDataSet().add(set);
            }
            return reply;
        }

        @Override
        public void deleteChatSessions(ArrayOfint ids, String token, SoCredentials credentials, Holder<SoTimeZone> zone,
                Holder<SoExceptionInfo> error, Holder<SoExtraInfo> extra, Holder<Boolean> succeeded) {
            answer(ids == null ? "null" : listed(ids.getInt(), String::valueOf), token, credentials, zone, extra, succeeded);
        }

        @Override
        public ArrayOfChatSession chatSessionsForUser(String token, SoCredentials credentials, Holder<SoTimeZone> zone,
                Holder<SoExceptionInfo> error, Holder<SoExtraInfo> extra, Holder<Boolean> succeeded) {
            answer("", token, credentials, zone, extra, succeeded);
            ArrayOfChatSession reply = new ArrayOfChatSession();
            String[][] masks = {{"Select", "Update"}, {}, {"Select"}};
            for (int i = 0; i < 3; i++) {
                ChatSession session = new ChatSession();
                session.setChatSessionId(11 + i);
                TableRight right = new TableRight();
                right.getMask().addAll(List.of(masks[i]));
                right.setReason(i == 0 ? "because" : null);
                session.setTableRight(right);
                reply.getChatSession().add(session);
            }
            return reply;
        }
    }

    public abstract static class Probing {
        private String notified;

        abstract boolean twelve();

        public probe.Values give(String name) {
            probe.Values values = new probe.Values();
            values.setCase(name);
            values.setRequiredText("");
            values.setText(notified);
            return values;
        }

        public probe.Values echo(probe.Values value) {
            return value;
        }

        public void fail(String how) throws probe.TroubleFault {
            if ("typed".equals(how)) {
                probe.Trouble trouble = new probe.Trouble();
                trouble.setNumber(42);
                trouble.setReason("Because <&>");
                throw new probe.TroubleFault("Declared æøå", trouble);
            }
            if ("plain".equals(how)) {
                throw fault(twelve(), "Plain æøå");
            }
            throw new IllegalStateException("not foreseen");
        }

        public void notify(String text) {
            notified = text;
        }
    }

    @WebService(endpointInterface = "probe.Probe", targetNamespace = "http://example.invalid/probe")
    public static class Probe11 extends Probing implements probe.Probe {
        @Override
        boolean twelve() {
            return false;
        }
    }

    @BindingType(SOAPBinding.SOAP12HTTP_BINDING)
    @WebService(endpointInterface = "probe.Probe", targetNamespace = "http://example.invalid/probe")
    public static class Probe12 extends Probing implements probe.Probe {
        @Override
        boolean twelve() {
            return true;
        }
    }

    public static void main(String[] arguments) {
        String base = "http://127.0.0.1:" + arguments[0];
        Endpoint.publish(base + "/cs", new Customer());
        Endpoint.publish(base + "/probe11", new Probe11());
        Endpoint.publish(base + "/probe12", new Probe12());
    }
}
