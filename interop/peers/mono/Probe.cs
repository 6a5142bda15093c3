// The Probe contract as data contracts, and the bindings it is offered under.
using System;
using System.Collections.Generic;
using System.Runtime.Serialization;
using System.ServiceModel;
using System.ServiceModel.Channels;
using System.Text;
using System.Xml;

[DataContract(Namespace = Ns.Probe)]
public class Trouble
{
    [DataMember(Order = 0)] public int Number;
    [DataMember(Order = 1)] public string Reason;
}
[DataContract(Namespace = Ns.Probe)]
public enum Color
{
    [EnumMember] Red, [EnumMember] Green, [EnumMember(Value = "Deep-Blue")] DeepBlue
}
[Flags, DataContract(Namespace = Ns.Probe)]
public enum Rights
{
    [EnumMember] Read = 1, [EnumMember] Write = 2, [EnumMember] Delete = 4
}
[CollectionDataContract(Namespace = Ns.Probe, ItemName = "TextPair")]
public class TextDictionary : Dictionary<string, string> { }
[DataContract(Namespace = Ns.Probe), KnownType(typeof(Circle)), KnownType(typeof(Box))]
public class Shape
{
    [DataMember(Order = 0)] public string Label;
}
[DataContract(Namespace = Ns.Probe)]
public class Circle : Shape
{
    [DataMember(Order = 0)] public double Radius;
}
[DataContract(Namespace = Ns.Probe)]
public class Box : Shape
{
    [DataMember(Order = 0)] public int Width;
    [DataMember(Order = 1)] public int Height;
}
// Types without a .NET counterpart (time, date, hexBinary) are strings, as WCF's importer has them.
[DataContract(Namespace = Ns.Probe), KnownType(typeof(Circle)), KnownType(typeof(Box))]
public class Values
{
    [DataMember(Order = 0)] public string Case;
    [DataMember(Order = 1)] public string Verdict;
    [DataMember(Order = 2, IsRequired = true)] public string RequiredText;
    [DataMember(Order = 3)] public string Text;
    [DataMember(Order = 4, EmitDefaultValue = false)] public bool? Flag;
    [DataMember(Order = 5, EmitDefaultValue = false)] public sbyte? SignedByte;
    [DataMember(Order = 6, EmitDefaultValue = false)] public byte? UnsignedByte;
    [DataMember(Order = 7, EmitDefaultValue = false)] public short? Short;
    [DataMember(Order = 8, EmitDefaultValue = false)] public ushort? UnsignedShort;
    [DataMember(Order = 9, EmitDefaultValue = false)] public int? Int;
    [DataMember(Order = 10, EmitDefaultValue = false)] public uint? UnsignedInt;
    [DataMember(Order = 11, EmitDefaultValue = false)] public long? Long;
    [DataMember(Order = 12, EmitDefaultValue = false)] public ulong? UnsignedLong;
    [DataMember(Order = 13, EmitDefaultValue = false)] public float? Float;
    [DataMember(Order = 14, EmitDefaultValue = false)] public double? Double;
    [DataMember(Order = 15, EmitDefaultValue = false)] public decimal? Decimal;
    [DataMember(Order = 16, EmitDefaultValue = false)] public DateTime? Moment;
    [DataMember(Order = 17, EmitDefaultValue = false)] public TimeSpan? Span;
    [DataMember(Order = 18, EmitDefaultValue = false)] public Guid? Id;
    [DataMember(Order = 19, EmitDefaultValue = false)] public char? Letter;
    [DataMember(Order = 20)] public byte[] Data;
    [DataMember(Order = 21)] public Uri Link;
    [DataMember(Order = 22)] public XmlQualifiedName Tag;
    [DataMember(Order = 23)] public string Hex;
    [DataMember(Order = 24, EmitDefaultValue = false)] public string Day;
    [DataMember(Order = 25, EmitDefaultValue = false)] public string Hour;
    [DataMember(Order = 26)] public int? MaybeInt;
    [DataMember(Order = 27, EmitDefaultValue = false)] public Color? Color;
    [DataMember(Order = 28, EmitDefaultValue = false)] public Rights? Rights;
    [DataMember(Order = 29)] public int[] Ints;
    [DataMember(Order = 30)] public string[] Strings;
    [DataMember(Order = 31)] public double[] Doubles;
    [DataMember(Order = 32)] public DateTime[] Moments;
    [DataMember(Order = 33)] public TextDictionary Pairs;
    [DataMember(Order = 34)] public Shape Shape;
    [DataMember(Order = 35)] public Shape[] Shapes;
    [DataMember(Order = 36)] public object Anything;
}

[ServiceContract(Namespace = Ns.Probe, Name = "Probe")]
public interface IProbe
{
    [OperationContract(Action = Ns.Probe + "/Probe/Give", ReplyAction = "*")]
    [return: MessageParameter(Name = "Result")]
    Values Give(string Case);
    [OperationContract(Action = Ns.Probe + "/Probe/Echo", ReplyAction = "*")]
    [return: MessageParameter(Name = "Result")]
    Values Echo(Values Value);
    [OperationContract(Action = Ns.Probe + "/Probe/Fail", ReplyAction = "*")]
    [FaultContract(typeof(Trouble), Name = "Trouble", Namespace = Ns.Probe)]
    void Fail(string How);
    [OperationContract(Action = Ns.Probe + "/Probe/Notify", IsOneWay = true)]
    void Notify(string Text);
}

public static class Bindings
{
    public static Binding Soap11()
    {
        var binding = new BasicHttpBinding { MaxReceivedMessageSize = 64 << 20, MaxBufferSize = 64 << 20 };
        binding.ReaderQuotas = XmlDictionaryReaderQuotas.Max;
        binding.SendTimeout = binding.ReceiveTimeout = TimeSpan.FromSeconds(30);
        return binding;
    }
    public static Binding Soap12()
    {
        var text = new TextMessageEncodingBindingElement(
            MessageVersion.CreateVersion(EnvelopeVersion.Soap12, AddressingVersion.None), Encoding.UTF8);
        text.ReaderQuotas.MaxStringContentLength = text.ReaderQuotas.MaxArrayLength = 64 << 20;
        var binding = new CustomBinding(text, new HttpTransportBindingElement { MaxReceivedMessageSize = 64 << 20, MaxBufferSize = 64 << 20 });
        binding.SendTimeout = binding.ReceiveTimeout = TimeSpan.FromSeconds(30);
        return binding;
    }
}
