using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace RuanKao.Portal.Persistence.Migrations.SqlServer
{
    /// <inheritdoc />
    public partial class DeskLists : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropIndex(
                name: "IX_Registrations_InstitutionCode_State_SubmittedAt",
                table: "Registrations");

            migrationBuilder.AddColumn<string>(
                name: "NameKey",
                table: "Registrations",
                type: "nvarchar(200)",
                maxLength: 200,
                nullable: true);

            migrationBuilder.AddColumn<DateTime>(
                name: "WaitsSince",
                table: "Registrations",
                type: "datetime2",
                nullable: true);

            migrationBuilder.CreateIndex(
                name: "IX_Registrations_InstitutionCode_NameKey_SubmittedAt_Id",
                table: "Registrations",
                columns: new[] { "InstitutionCode", "NameKey", "SubmittedAt", "Id" },
                descending: new[] { false, false, true, true },
                filter: "[NameKey] IS NOT NULL");

            migrationBuilder.CreateIndex(
                name: "IX_Registrations_InstitutionCode_WaitsSince_Id",
                table: "Registrations",
                columns: new[] { "InstitutionCode", "WaitsSince", "Id" },
                filter: "[WaitsSince] IS NOT NULL");

            migrationBuilder.CreateIndex(
                name: "IX_Registrations_NameKey_SubmittedAt_Id",
                table: "Registrations",
                columns: new[] { "NameKey", "SubmittedAt", "Id" },
                descending: new[] { false, true, true },
                filter: "[NameKey] IS NOT NULL");

            migrationBuilder.CreateIndex(
                name: "IX_Registrations_PersonHash_RoundId",
                table: "Registrations",
                columns: new[] { "PersonHash", "RoundId" },
                filter: "[PersonHash] IS NOT NULL");

            migrationBuilder.CreateIndex(
                name: "IX_Registrations_PrefectureCode_NameKey_SubmittedAt_Id",
                table: "Registrations",
                columns: new[] { "PrefectureCode", "NameKey", "SubmittedAt", "Id" },
                descending: new[] { false, false, true, true },
                filter: "[NameKey] IS NOT NULL");

            migrationBuilder.CreateIndex(
                name: "IX_Registrations_PrefectureCode_WaitsSince_Id",
                table: "Registrations",
                columns: new[] { "PrefectureCode", "WaitsSince", "Id" },
                filter: "[WaitsSince] IS NOT NULL");

            migrationBuilder.CreateIndex(
                name: "IX_Registrations_RoundId_InstitutionCode_State_SubmittedAt_Id",
                table: "Registrations",
                columns: new[] { "RoundId", "InstitutionCode", "State", "SubmittedAt", "Id" },
                filter: "[SubmittedAt] IS NOT NULL");

            migrationBuilder.CreateIndex(
                name: "IX_Registrations_RoundId_InstitutionCode_WaitsSince_Id",
                table: "Registrations",
                columns: new[] { "RoundId", "InstitutionCode", "WaitsSince", "Id" },
                filter: "[WaitsSince] IS NOT NULL");

            migrationBuilder.CreateIndex(
                name: "IX_Registrations_RoundId_PrefectureCode_State_SubmittedAt_Id",
                table: "Registrations",
                columns: new[] { "RoundId", "PrefectureCode", "State", "SubmittedAt", "Id" },
                filter: "[SubmittedAt] IS NOT NULL");

            migrationBuilder.CreateIndex(
                name: "IX_Registrations_RoundId_PrefectureCode_WaitsSince_Id",
                table: "Registrations",
                columns: new[] { "RoundId", "PrefectureCode", "WaitsSince", "Id" },
                filter: "[WaitsSince] IS NOT NULL");

            migrationBuilder.CreateIndex(
                name: "IX_Registrations_RoundId_State_SubmittedAt_Id",
                table: "Registrations",
                columns: new[] { "RoundId", "State", "SubmittedAt", "Id" },
                filter: "[SubmittedAt] IS NOT NULL");

            migrationBuilder.CreateIndex(
                name: "IX_Registrations_RoundId_WaitsSince_Id",
                table: "Registrations",
                columns: new[] { "RoundId", "WaitsSince", "Id" },
                filter: "[WaitsSince] IS NOT NULL");

            migrationBuilder.CreateIndex(
                name: "IX_Registrations_WaitsSince_Id",
                table: "Registrations",
                columns: new[] { "WaitsSince", "Id" },
                filter: "[WaitsSince] IS NOT NULL");

            // What waits has waited since it was handed in, or since its change was asked for; names of people who have gone are not kept.
            migrationBuilder.Sql("""
                UPDATE [Registrations] SET [NameKey] = UPPER([Person_Name]) WHERE [PersonHash] IS NOT NULL;
                UPDATE [Registrations] SET [WaitsSince] = [SubmittedAt] WHERE [State] = 'Submitted';
                UPDATE [Registrations] SET [WaitsSince] = (SELECT MAX(c.[CreatedAt]) FROM [ChangeRequests] c WHERE c.[RegistrationId] = [Registrations].[Id] AND c.[State] = 'Waiting') WHERE [ChangeWaits] = 1;
                """);
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropIndex(
                name: "IX_Registrations_InstitutionCode_NameKey_SubmittedAt_Id",
                table: "Registrations");

            migrationBuilder.DropIndex(
                name: "IX_Registrations_InstitutionCode_WaitsSince_Id",
                table: "Registrations");

            migrationBuilder.DropIndex(
                name: "IX_Registrations_NameKey_SubmittedAt_Id",
                table: "Registrations");

            migrationBuilder.DropIndex(
                name: "IX_Registrations_PersonHash_RoundId",
                table: "Registrations");

            migrationBuilder.DropIndex(
                name: "IX_Registrations_PrefectureCode_NameKey_SubmittedAt_Id",
                table: "Registrations");

            migrationBuilder.DropIndex(
                name: "IX_Registrations_PrefectureCode_WaitsSince_Id",
                table: "Registrations");

            migrationBuilder.DropIndex(
                name: "IX_Registrations_RoundId_InstitutionCode_State_SubmittedAt_Id",
                table: "Registrations");

            migrationBuilder.DropIndex(
                name: "IX_Registrations_RoundId_InstitutionCode_WaitsSince_Id",
                table: "Registrations");

            migrationBuilder.DropIndex(
                name: "IX_Registrations_RoundId_PrefectureCode_State_SubmittedAt_Id",
                table: "Registrations");

            migrationBuilder.DropIndex(
                name: "IX_Registrations_RoundId_PrefectureCode_WaitsSince_Id",
                table: "Registrations");

            migrationBuilder.DropIndex(
                name: "IX_Registrations_RoundId_State_SubmittedAt_Id",
                table: "Registrations");

            migrationBuilder.DropIndex(
                name: "IX_Registrations_RoundId_WaitsSince_Id",
                table: "Registrations");

            migrationBuilder.DropIndex(
                name: "IX_Registrations_WaitsSince_Id",
                table: "Registrations");

            migrationBuilder.DropColumn(
                name: "NameKey",
                table: "Registrations");

            migrationBuilder.DropColumn(
                name: "WaitsSince",
                table: "Registrations");

            migrationBuilder.CreateIndex(
                name: "IX_Registrations_InstitutionCode_State_SubmittedAt",
                table: "Registrations",
                columns: new[] { "InstitutionCode", "State", "SubmittedAt" });
        }
    }
}
