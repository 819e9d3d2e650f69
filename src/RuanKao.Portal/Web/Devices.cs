namespace RuanKao.Portal.Web;

/// <summary>Where the person sits, by what the browser says of itself.</summary>
public static class Devices
{
    extension(HttpRequest request)
    {
        public bool IsOnPhone => request.Says("Mobile") || request.Says("Android");

        /// <summary>WeChat's own browser: it opens no PDF by itself, no Alipay, and no H5 payment.</summary>
        public bool IsInWeChat => request.Says("MicroMessenger");

        private bool Says(string word) => request.Headers.UserAgent.ToString().Contains(word, StringComparison.Ordinal);
    }
}

/// <summary>Why WeChat's browser will not do on this page, and what to do after having left it.</summary>
public sealed record OpenInBrowser(string Heading, string Then);
