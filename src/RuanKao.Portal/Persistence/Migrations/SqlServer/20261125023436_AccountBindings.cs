using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace RuanKao.Portal.Persistence.Migrations.SqlServer
{
    /// <inheritdoc />
    public partial class AccountBindings : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropIndex(
                name: "IX_VerificationCodes_AddressHash_CreatedAt",
                table: "VerificationCodes");

            migrationBuilder.DropIndex(
                name: "IX_VerificationCodes_NetworkHash_CreatedAt",
                table: "VerificationCodes");

            migrationBuilder.DropIndex(
                name: "IX_SignInFailures_AddressHash_NetworkHash_At",
                table: "SignInFailures");

            migrationBuilder.DropColumn(
                name: "NetworkHash",
                table: "VerificationCodes");

            migrationBuilder.AddColumn<int>(
                name: "Sequence",
                table: "VerificationCodes",
                type: "int",
                nullable: false,
                defaultValue: 0);

            migrationBuilder.AddColumn<int>(
                name: "Sequence",
                table: "SignInFailures",
                type: "int",
                nullable: false,
                defaultValue: 0);

            migrationBuilder.CreateTable(
                name: "CodeCounts",
                columns: table => new
                {
                    Key = table.Column<string>(type: "nvarchar(80)", maxLength: 80, nullable: false),
                    Since = table.Column<DateTime>(type: "datetime2", nullable: false),
                    Count = table.Column<int>(type: "int", nullable: false),
                    IsTold = table.Column<bool>(type: "bit", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_CodeCounts", x => new { x.Key, x.Since });
                });

            migrationBuilder.CreateTable(
                name: "SignInAlarms",
                columns: table => new
                {
                    AddressHash = table.Column<string>(type: "nvarchar(64)", maxLength: 64, nullable: false),
                    ToldAt = table.Column<DateTime>(type: "datetime2", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_SignInAlarms", x => x.AddressHash);
                });

            migrationBuilder.CreateIndex(
                name: "IX_VerificationCodes_AddressHash_Sequence",
                table: "VerificationCodes",
                columns: new[] { "AddressHash", "Sequence" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_SignInFailures_AddressHash_NetworkHash_Sequence",
                table: "SignInFailures",
                columns: new[] { "AddressHash", "NetworkHash", "Sequence" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_CodeCounts_Since",
                table: "CodeCounts",
                column: "Since");

            migrationBuilder.CreateIndex(
                name: "IX_SignInAlarms_ToldAt",
                table: "SignInAlarms",
                column: "ToldAt");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "CodeCounts");

            migrationBuilder.DropTable(
                name: "SignInAlarms");

            migrationBuilder.DropIndex(
                name: "IX_VerificationCodes_AddressHash_Sequence",
                table: "VerificationCodes");

            migrationBuilder.DropIndex(
                name: "IX_SignInFailures_AddressHash_NetworkHash_Sequence",
                table: "SignInFailures");

            migrationBuilder.DropColumn(
                name: "Sequence",
                table: "VerificationCodes");

            migrationBuilder.DropColumn(
                name: "Sequence",
                table: "SignInFailures");

            migrationBuilder.AddColumn<string>(
                name: "NetworkHash",
                table: "VerificationCodes",
                type: "nvarchar(64)",
                maxLength: 64,
                nullable: false,
                defaultValue: "");

            migrationBuilder.CreateIndex(
                name: "IX_VerificationCodes_AddressHash_CreatedAt",
                table: "VerificationCodes",
                columns: new[] { "AddressHash", "CreatedAt" });

            migrationBuilder.CreateIndex(
                name: "IX_VerificationCodes_NetworkHash_CreatedAt",
                table: "VerificationCodes",
                columns: new[] { "NetworkHash", "CreatedAt" });

            migrationBuilder.CreateIndex(
                name: "IX_SignInFailures_AddressHash_NetworkHash_At",
                table: "SignInFailures",
                columns: new[] { "AddressHash", "NetworkHash", "At" });
        }
    }
}
