namespace RuanKao.Portal.Web;

/// <summary>What a colour means, everywhere: blue can be acted on, green is done, amber waits, red is wrong, grey may be missed.</summary>
public enum Tone { Quiet, Info, Done, Waiting, Wrong }
