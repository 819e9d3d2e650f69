using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace RuanKao.Portal.Persistence.Migrations.Sqlite
{
    /// <inheritdoc />
    public partial class KeptNotices : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<int>(
                name: "Failures",
                table: "PaymentNotices",
                type: "INTEGER",
                nullable: false,
                defaultValue: 0);

            migrationBuilder.AddColumn<string>(
                name: "Report",
                table: "PaymentNotices",
                type: "TEXT",
                maxLength: 500,
                nullable: true);

            migrationBuilder.CreateIndex(
                name: "IX_PaymentNotices_Failures_ReceivedAt",
                table: "PaymentNotices",
                columns: new[] { "Failures", "ReceivedAt" },
                filter: "[Verdict] = 'Waiting'");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropIndex(
                name: "IX_PaymentNotices_Failures_ReceivedAt",
                table: "PaymentNotices");

            migrationBuilder.DropColumn(
                name: "Failures",
                table: "PaymentNotices");

            migrationBuilder.DropColumn(
                name: "Report",
                table: "PaymentNotices");
        }
    }
}
