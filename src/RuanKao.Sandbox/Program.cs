namespace RuanKao.Sandbox;
public static class SandboxProgram { public static void Main(string[] args) { } }
