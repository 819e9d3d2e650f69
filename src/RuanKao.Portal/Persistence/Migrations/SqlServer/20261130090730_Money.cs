using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace RuanKao.Portal.Persistence.Migrations.SqlServer
{
    /// <inheritdoc />
    public partial class Money : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropIndex(
                name: "IX_Refunds_AttemptId",
                table: "Refunds");

            migrationBuilder.AddColumn<DateTime>(
                name: "DecidedAt",
                table: "Refunds",
                type: "datetime2",
                nullable: true);

            migrationBuilder.AddColumn<Guid>(
                name: "DecidedBy",
                table: "Refunds",
                type: "uniqueidentifier",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "DecisionReason",
                table: "Refunds",
                type: "nvarchar(200)",
                maxLength: 200,
                nullable: true);

            migrationBuilder.AddColumn<Guid>(
                name: "ProposedBy",
                table: "Refunds",
                type: "uniqueidentifier",
                nullable: true);

            migrationBuilder.CreateIndex(
                name: "IX_Registrations_State_Id",
                table: "Registrations",
                columns: new[] { "State", "Id" },
                filter: "[RefundDueFen] IS NOT NULL");

            migrationBuilder.CreateIndex(
                name: "IX_Refunds_AttemptId_CreatedAt",
                table: "Refunds",
                columns: new[] { "AttemptId", "CreatedAt" });

            migrationBuilder.CreateIndex(
                name: "IX_Refunds_DecidedBy",
                table: "Refunds",
                column: "DecidedBy");

            migrationBuilder.CreateIndex(
                name: "IX_Refunds_OneNotDeclined",
                table: "Refunds",
                column: "AttemptId",
                unique: true,
                filter: "[State] <> 'Declined'");

            migrationBuilder.CreateIndex(
                name: "IX_Refunds_ProposedBy",
                table: "Refunds",
                column: "ProposedBy");

            migrationBuilder.CreateIndex(
                name: "IX_Refunds_State_CreatedAt",
                table: "Refunds",
                columns: new[] { "State", "CreatedAt" });

            migrationBuilder.CreateIndex(
                name: "IX_PaymentAttempts_CreatedAt",
                table: "PaymentAttempts",
                column: "CreatedAt",
                filter: "[State] = 'Incident'");

            migrationBuilder.AddForeignKey(
                name: "FK_Refunds_AspNetUsers_DecidedBy",
                table: "Refunds",
                column: "DecidedBy",
                principalTable: "AspNetUsers",
                principalColumn: "Id",
                onDelete: ReferentialAction.Restrict);

            migrationBuilder.AddForeignKey(
                name: "FK_Refunds_AspNetUsers_ProposedBy",
                table: "Refunds",
                column: "ProposedBy",
                principalTable: "AspNetUsers",
                principalColumn: "Id",
                onDelete: ReferentialAction.Restrict);
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropForeignKey(
                name: "FK_Refunds_AspNetUsers_DecidedBy",
                table: "Refunds");

            migrationBuilder.DropForeignKey(
                name: "FK_Refunds_AspNetUsers_ProposedBy",
                table: "Refunds");

            migrationBuilder.DropIndex(
                name: "IX_Registrations_State_Id",
                table: "Registrations");

            migrationBuilder.DropIndex(
                name: "IX_Refunds_AttemptId_CreatedAt",
                table: "Refunds");

            migrationBuilder.DropIndex(
                name: "IX_Refunds_DecidedBy",
                table: "Refunds");

            migrationBuilder.DropIndex(
                name: "IX_Refunds_OneNotDeclined",
                table: "Refunds");

            migrationBuilder.DropIndex(
                name: "IX_Refunds_ProposedBy",
                table: "Refunds");

            migrationBuilder.DropIndex(
                name: "IX_Refunds_State_CreatedAt",
                table: "Refunds");

            migrationBuilder.DropIndex(
                name: "IX_PaymentAttempts_CreatedAt",
                table: "PaymentAttempts");

            migrationBuilder.DropColumn(
                name: "DecidedAt",
                table: "Refunds");

            migrationBuilder.DropColumn(
                name: "DecidedBy",
                table: "Refunds");

            migrationBuilder.DropColumn(
                name: "DecisionReason",
                table: "Refunds");

            migrationBuilder.DropColumn(
                name: "ProposedBy",
                table: "Refunds");

            migrationBuilder.CreateIndex(
                name: "IX_Refunds_AttemptId",
                table: "Refunds",
                column: "AttemptId");
        }
    }
}
