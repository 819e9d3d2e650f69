namespace RuanKao.Sandbox.Web;

/// <summary>The first page: what this is and where everything stands.</summary>
internal static class HomePage
{
    public static void MapHome(this IEndpointRouteBuilder app)
    {
        app.MapGet("/sandbox.css", (HttpContext http) =>
        {
            http.Response.ContentType = "text/css; charset=utf-8";
            return http.Response.WriteAsync(SandboxPages.Css);
        });
        app.MapGet("/", (HttpContext http) => http.WritePageAsync("模拟环境", """
            <p>这里扮演报名系统以外的世界：支付宝、微信支付、短信运营商、邮件服务器、实名核验机构、政务服务登录平台和工作人员的手机验证器。它们使用真实的报文格式与签名，但钱、人和消息都是虚构的。</p>
            <ul>
              <li><a href="/inbox">收件箱</a>：系统发出的短信和邮件</li>
              <li><a href="/authenticator">手机验证器</a>：工作人员登录时的两步验证口令</li>
              <li><a href="/people">人口库</a>：可以通过实名核验的虚构人员</li>
              <li><a href="/alipay/cashier">支付宝扫一扫</a>：待付款的二维码</li>
              <li><a href="/wechatpay/scan">微信扫一扫</a>：待付款的二维码</li>
              <li><a href="/misbehaviour">出错菜单</a>：让支付渠道在一笔交易上出错</li>
              <li><a href="/government/switch">政务服务平台开关</a>：让登录平台变慢或停机</li>
            </ul>
            """));
    }
}
