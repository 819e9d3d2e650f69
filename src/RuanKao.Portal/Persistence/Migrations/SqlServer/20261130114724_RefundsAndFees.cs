using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace RuanKao.Portal.Persistence.Migrations.SqlServer
{
    /// <inheritdoc />
    public partial class RefundsAndFees : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<DateOnly>(
                name: "Fee_ValidFrom",
                table: "RoundInstitutions",
                type: "date",
                nullable: true);

            migrationBuilder.AddColumn<DateOnly>(
                name: "Fee_ValidUntil",
                table: "RoundInstitutions",
                type: "date",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "Fault",
                table: "Refunds",
                type: "nvarchar(200)",
                maxLength: 200,
                nullable: true);

            migrationBuilder.AddColumn<Guid>(
                name: "OfflineBy",
                table: "Refunds",
                type: "uniqueidentifier",
                nullable: true);

            migrationBuilder.AddColumn<Guid>(
                name: "OfflineDecidedBy",
                table: "Refunds",
                type: "uniqueidentifier",
                nullable: true);

            migrationBuilder.AddColumn<DateOnly>(
                name: "OfflineOn",
                table: "Refunds",
                type: "date",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "OfflineVoucher",
                table: "Refunds",
                type: "nvarchar(60)",
                maxLength: 60,
                nullable: true);

            migrationBuilder.CreateIndex(
                name: "IX_Refunds_OfflineBy",
                table: "Refunds",
                column: "OfflineBy");

            migrationBuilder.CreateIndex(
                name: "IX_Refunds_OfflineDecidedBy",
                table: "Refunds",
                column: "OfflineDecidedBy");

            migrationBuilder.AddForeignKey(
                name: "FK_Refunds_AspNetUsers_OfflineBy",
                table: "Refunds",
                column: "OfflineBy",
                principalTable: "AspNetUsers",
                principalColumn: "Id",
                onDelete: ReferentialAction.Restrict);

            migrationBuilder.AddForeignKey(
                name: "FK_Refunds_AspNetUsers_OfflineDecidedBy",
                table: "Refunds",
                column: "OfflineDecidedBy",
                principalTable: "AspNetUsers",
                principalColumn: "Id",
                onDelete: ReferentialAction.Restrict);
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropForeignKey(
                name: "FK_Refunds_AspNetUsers_OfflineBy",
                table: "Refunds");

            migrationBuilder.DropForeignKey(
                name: "FK_Refunds_AspNetUsers_OfflineDecidedBy",
                table: "Refunds");

            migrationBuilder.DropIndex(
                name: "IX_Refunds_OfflineBy",
                table: "Refunds");

            migrationBuilder.DropIndex(
                name: "IX_Refunds_OfflineDecidedBy",
                table: "Refunds");

            migrationBuilder.DropColumn(
                name: "Fee_ValidFrom",
                table: "RoundInstitutions");

            migrationBuilder.DropColumn(
                name: "Fee_ValidUntil",
                table: "RoundInstitutions");

            migrationBuilder.DropColumn(
                name: "Fault",
                table: "Refunds");

            migrationBuilder.DropColumn(
                name: "OfflineBy",
                table: "Refunds");

            migrationBuilder.DropColumn(
                name: "OfflineDecidedBy",
                table: "Refunds");

            migrationBuilder.DropColumn(
                name: "OfflineOn",
                table: "Refunds");

            migrationBuilder.DropColumn(
                name: "OfflineVoucher",
                table: "Refunds");
        }
    }
}
